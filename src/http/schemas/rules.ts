/** The shapes of requests and answers about gray rules. What a document holds is told in docs/rules.md and checked where it is read. */
import { z } from 'zod';
import { layerNames } from '../../domain/rules.ts';
import { instantMs } from './answers.ts';
import { shortText, wholeText } from './text.ts';

export const layerSchema = z
  .enum(layerNames)
  .describe('override is tried first, then api and directory by priority, then rollout.');
const revision = z.number().int().min(0).describe('Of the gray rules; 0: nothing was published yet.');
const digest = z.string().describe('Of what the rules mean: order, comments and notation do not count.');
const documentName = shortText(63);

export const revisionText = wholeText(0);
export const messageText = shortText(512).describe('Why; stands in the history.');
export const commitText = shortText(128).describe(
  'Identity of the change: the same one again changes nothing and hears the revision that it made. Made up where it is left out.',
);
export const expectedNumber = z
  .number()
  .int()
  .min(0)
  .describe(
    'The revision that you looked at; when it is not the newest any more, this is refused (409). If-Match says the same.',
  );
const expectedText = wholeText(0).describe(expectedNumber.description ?? '');

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

export const dryRunFlag = flag.describe('Check it and tell what would change, and publish nothing.');

export const changeQuery = z.strictObject({
  dryRun: dryRunFlag,
  message: messageText.exactOptional(),
  commit: commitText.exactOptional(),
  expected: expectedText.exactOptional(),
});

const documents = z
  .array(z.unknown())
  .max(20_000)
  .describe('Documents of kind GrayRule, GrayOverride, Segment or Dimensions, as objects.');
const files = z
  .array(z.strictObject({ path: shortText(512), text: z.string() }))
  .max(20_000)
  .describe('YAML or JSON as text; faults are told at `path:line`.');

const oneOf = {
  message: 'give documents or files, one of them',
  path: ['documents'],
};

const given = { documents: documents.exactOptional(), files: files.exactOptional() };
const about = {
  message: messageText.exactOptional(),
  commit: commitText.exactOptional(),
  expected: expectedNumber.exactOptional(),
};

const isOne = (body: { documents?: unknown; files?: unknown }): boolean =>
  (body.documents === undefined) !== (body.files === undefined);

export const putRulesBody = z.strictObject({ ...given, ...about }).refine(isOne, oneOf);

export const patchRulesBody = z
  .strictObject({
    ...given,
    ...about,
    remove: z.array(documentName).max(20_000).default([]).describe('Names of documents to take away.'),
  })
  .refine((body) => isOne(body) || (body.remove.length > 0 && body.files === undefined), {
    message: 'give documents, files or remove',
    path: ['documents'],
  });

const draftFields = {
  ...given,
  layer: layerSchema.default('api'),
  mode: z
    .enum(['replace', 'patch'])
    .default('replace')
    .describe(
      'replace: the layer holds these alone. patch: they are added, or replace those of the same name.',
    ),
};

const draftSchema = z.strictObject(draftFields).refine(isOne, oneOf);
export const draftBody = draftSchema;

const context = z
  .record(z.string(), z.unknown())
  .describe(
    'What a submission tells, as `cases` of a rule write it: { language, region, userLevel, user: { id, tags } … }.',
  );

export const explainBody = z
  .strictObject({
    context,
    draft: draftSchema.exactOptional(),
    revision: revision.exactOptional().describe('An earlier revision; the newest unless told.'),
  })
  .refine((body) => body.draft === undefined || body.revision === undefined, {
    message: 'give draft or revision, not both',
    path: ['revision'],
  });

const count = z.number().int().min(1);

export const simulateBody = z
  .strictObject({
    draft: draftSchema.exactOptional().describe('Absent: the live rules are held against themselves.'),
    synthetic: z
      .strictObject({
        count: count.max(1_000_000),
        seed: z
          .number()
          .int()
          .min(0)
          .max(4_294_967_295)
          .default(1)
          .describe('The same seed gives the same contexts.'),
      })
      .exactOptional()
      .describe('Contexts that are made up, over the names and bounds that the rules use.'),
    recorded: z
      .strictObject({ count: count.max(50_000) })
      .exactOptional()
      .describe("Your tenant's last submissions."),
    contexts: z.array(context).min(1).max(10_000).exactOptional(),
  })
  .refine(
    (body) =>
      [body.synthetic, body.recorded, body.contexts].filter((each) => each !== undefined).length === 1,
    { message: 'give synthetic, recorded or contexts, one of them', path: ['synthetic'] },
  );

export const testBody = z.strictObject({ draft: draftSchema.exactOptional() });

export const rollbackBody = z.strictObject({
  revision: revision.describe('What this revision held becomes the newest; 0 is the empty set.'),
  layer: layerSchema.exactOptional().describe('Only this layer; all unless told.'),
  ...about,
});

const faultSchema = z.strictObject({ path: z.string(), message: z.string() }).readonly();
const faults = z.array(faultSchema).readonly();

const aboutDifference = {
  kind: z.string(),
  name: z.string(),
  layer: z.string(),
  sentence: z.string().describe('In words: `python-canary: spec.weights.canary 5 → 30`.'),
};

const differenceSchema = z.union([
  z.strictObject({ change: z.enum(['added', 'removed']), ...aboutDifference }).readonly(),
  z
    .strictObject({ change: z.literal('renamed'), ...aboutDifference, before: z.string(), after: z.string() })
    .readonly(),
  z
    .strictObject({
      change: z.literal('changed'),
      ...aboutDifference,
      field: z.string(),
      before: z.unknown().describe('Absent where the field was not given.'),
      after: z.unknown(),
      added: z.array(z.unknown()).readonly().exactOptional(),
      removed: z.array(z.unknown()).readonly().exactOptional(),
    })
    .readonly(),
]);

const diff = z
  .array(differenceSchema)
  .readonly()
  .describe('By document and field, by meaning: order, comments and notation do not count.');

export const rulesRevisionSchema = z
  .strictObject({
    log: z.string(),
    revision,
    parent: z.string(),
    digest,
    layer: layerSchema,
    by: z.string(),
    message: z.string(),
    atMs: instantMs,
    commit: z.string(),
    sizes: z
      .strictObject({
        override: z.number().int(),
        api: z.number().int(),
        directory: z.number().int(),
        rollout: z.number().int(),
      })
      .readonly(),
    restores: z.number().int().exactOptional().describe('The revision that this one restored.'),
    approvedBy: z.string().exactOptional(),
  })
  .readonly();

const aboutProposal = {
  id: z.string().describe('The commit id of the publish that it becomes.'),
  layer: layerSchema,
  by: z.string(),
  message: z.string(),
  asks: z.array(z.string()).readonly().describe('Rules that ask for approval; none: this environment does.'),
  from: z.number().int().describe('The revision that it was made from.'),
  restores: z.number().int().exactOptional(),
  atMs: instantMs,
};

export const proposalSchema = z.strictObject(aboutProposal);

export const proposalsAnswerSchema = z.strictObject({
  proposals: z.array(
    z.strictObject({
      ...aboutProposal,
      diff,
      stale: z.boolean().describe('Its layer was changed since; it cannot be approved any more.'),
    }),
  ),
});

const publishedFields = {
  revision: revision.describe('That carries what was asked for; of a dry run or a proposal, the newest.'),
  changed: z
    .boolean()
    .describe(
      'False: it meant the same already, the commit was published before, or this was a dry run or a proposal.',
    ),
  digest,
  diff,
  warnings: faults.describe('What is allowed and still worth knowing.'),
  proposal: proposalSchema.exactOptional().describe('It waits until somebody else approves it.'),
};

export const publishedSchema = z.strictObject(publishedFields);
export const segmentAnswerSchema = z.strictObject({
  ...publishedFields,
  count: z.number().int().describe('Distinct ids.'),
});

export const rulesAnswerSchema = z.strictObject({
  revision,
  digest,
  about: rulesRevisionSchema.exactOptional(),
  layers: z
    .strictObject(
      Object.fromEntries(
        layerNames.map((name) => [name, z.array(z.unknown()).readonly().exactOptional()]),
      ) as Record<(typeof layerNames)[number], z.ZodExactOptional<z.ZodReadonly<z.ZodArray<z.ZodUnknown>>>>,
    )
    .describe('Documents in canonical form, by layer.'),
});

export const revisionsAnswerSchema = z.strictObject({
  revisions: z.array(rulesRevisionSchema).readonly(),
  before: z.number().int().exactOptional().describe('There are older ones: ask again with it.'),
});

export const diffAnswerSchema = z.strictObject({ from: revision, to: revision, diff });
export const draftDiffSchema = z.strictObject({ from: revision, diff, warnings: faults });
export const lintAnswerSchema = z.strictObject({
  valid: z.boolean(),
  faults: faults.describe('Why it cannot be published.'),
  warnings: faults,
});

const nodeSchema = z
  .strictObject({
    node: z.string(),
    release: z.string(),
    log: z.string(),
    revision,
    digest,
    atMs: instantMs,
    sinceMs: instantMs,
    alarms: z.array(z.string()).readonly(),
    serving: z.boolean().describe('It decides by the revision that was asked for, or a later one.'),
  })
  .readonly();

export const statusAnswerSchema = z.strictObject({
  revision: revision.describe('The newest.'),
  digest,
  wanted: revision.describe('That was asked for.'),
  everywhere: z.boolean().describe('Every node that is alive serves it, and there is one.'),
  nodes: z.array(nodeSchema).readonly(),
});
