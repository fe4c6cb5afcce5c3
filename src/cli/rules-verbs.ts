/** `serin rules …`: what there is to say on the command line. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { listed, number, subverb, verb, whole, withServer } from './commands.ts';
import type { ServerOptions, SetExit } from './commands.ts';
import type { CliDeps } from './deps.ts';
import {
  applyRules,
  approveRules,
  putSegment,
  removeRules,
  rollbackRules,
  showProposals,
  withdrawRules,
} from './rules.ts';
import type { ChangeOptions } from './rules.ts';
import { diffDraft, diffRevisions, exportRules, showRules, showRulesHistory } from './rules-show.ts';
import { showNodes, showRulesStatus } from './rules-status.ts';
import type { StatusOptions } from './rules-status.ts';
import { explainRules, simulateRules } from './rules-try.ts';
import type { ContextOptions, DraftOptions, SimulateOptions } from './rules-try.ts';

const aboutPaths = 'files, or directories with *.yaml, *.yml and *.json; "-" is standard input';

interface Adding {
  readonly rules: Command;
  readonly deps: CliDeps;
  readonly setExit: SetExit;
}

export const addRulesVerbs = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  const rules = withServer(
    verb(program, 'rules', 'gray rules: lint, test, diff, simulate, apply, rollback, explain …'),
    deps,
  ).action(async (options: ServerOptions) => setExit(await showRules(listed(deps, options), undefined)));
  const adding = { rules, deps, setExit };
  addLocal(adding);
  addTrials(adding);
  addChanges(adding);
  addProposals(adding);
  addReading(adding);
  addStatus(adding);
};

const addLocal = ({ rules, deps, setExit }: Adding): void => {
  const verbs = [
    ['lint', 'say what is wrong with files, without a server; 0 nothing, 1 something'],
    ['test', 'run the cases that stand beside rules, without a server; 0 all as they say, 1 not'],
  ] as const;
  for (const [name, description] of verbs) {
    subverb(rules, name, description)
      .argument('<paths...>', aboutPaths)
      .action(async (paths: string[], _: unknown, command: Command) => {
        const { json } = command.optsWithGlobals<ServerOptions>();
        setExit(await deps.local.rules[name]({ paths, json: json === true }));
      });
  }
};

const withLayer = (command: Command): Command =>
  command
    .addOption(
      new Option('--layer <NAME>', 'the layer that is meant').choices(['api', 'override']).default('api'),
    )
    .option('--patch', 'add to the layer, or replace those of the same name; the others stay');

const addTrials = ({ rules, deps, setExit }: Adding): void => {
  withLayer(
    subverb(
      rules,
      'diff',
      'what files would change, or what two revisions differ in; 0 nothing, 1 something',
    ),
  )
    .argument('[paths...]', aboutPaths)
    .option('--from <REV>', 'instead of files: compare this revision', whole)
    .option('--to <REV>', 'with this one; the newest unless told', whole)
    .action(async (paths: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        ServerOptions & { layer: string; patch?: true; from?: number; to?: number }
      >();
      const { from, to } = options;
      if ((from === undefined) === (paths.length === 0)) {
        command.error('serin: say files or --from REV, one of them', { exitCode: 2 });
      }
      setExit(
        from === undefined
          ? await diffDraft(listed(deps, options), await deps.readRuleFiles(paths), options)
          : await diffRevisions(listed(deps, options), { from, ...(to === undefined ? {} : { to }) }),
      );
    });

  withLayer(subverb(rules, 'explain', 'how a submission would be decided, and why'))
    .argument('[paths...]', `a draft to decide by; ${aboutPaths}`)
    .option('--revision <REV>', 'decide by an earlier revision', whole)
    .option('--context <FILE>', 'what the submission tells, as JSON; options beside it count more')
    .option('--language <NAME>')
    .option('--region <NAME>')
    .option('--level <N>', 'of the user: a number or a name')
    .option('--difficulty <N>', '0 to 1', number)
    .option('--user <ID>')
    .option('--tag <NAMES...>', 'of the user')
    .option('--client <ID>')
    .option('--device <NAME>')
    .option('--problem <ID>')
    .option('--contest <ID>')
    .option('--priority <NAME>')
    .option('--at <TIME>', 'when it comes: 2026-03-01T08:00:00Z')
    .action(async (paths: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & ContextOptions & DraftOptions>();
      const asked = { ...listed(deps, options), readFile: deps.readFile };
      setExit(await explainRules(asked, await deps.readRuleFiles(paths), options));
    });

  withLayer(subverb(rules, 'simulate', 'who would go where by a draft, and who would move'))
    .argument('[paths...]', `the draft; ${aboutPaths}`)
    .option('--synthetic <N>', 'so many contexts that are made up; 100000 unless told', whole)
    .option('--recorded <N>', 'the last submissions of your tenant', whole)
    .option('--seed <N>', 'the same seed gives the same contexts', whole)
    .action(async (paths: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & SimulateOptions>();
      setExit(await simulateRules(listed(deps, options), await deps.readRuleFiles(paths), options));
    });
};

const seconds = (text: string): number => {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of seconds.');
  return Number(text);
};

const withWait = (command: Command): Command =>
  command.option('--wait [SECONDS]', 'until every node serves it; 1 where one does not in time', seconds);

const withPublishing = (command: Command): Command =>
  withWait(
    command
      .option('--expected <REV>', 'refuse it when this is not the newest revision any more', whole)
      .option('--commit <ID>', 'identity of the change: the same again changes nothing')
      .option('--dry-run', 'check it and tell what would change, and publish nothing'),
  );

const withMessage = (command: Command): Command =>
  command.requiredOption('--message <TEXT>', 'why; stands in the history');

const addChanges = ({ rules, deps, setExit }: Adding): void => {
  const changing = (options: ServerOptions) => ({ ...listed(deps, options), stderr: deps.stderr });

  withPublishing(
    withMessage(withLayer(subverb(rules, 'apply', 'publish files: a layer becomes what they hold'))),
  )
    .argument('<paths...>', aboutPaths)
    .action(async (paths: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        ServerOptions & ChangeOptions & { layer: string; patch?: true }
      >();
      setExit(await applyRules(changing(options), await deps.readRuleFiles(paths), options));
    });

  withPublishing(withMessage(subverb(rules, 'remove', 'take documents out of a layer')))
    .argument('<names...>')
    .addOption(new Option('--layer <NAME>').choices(['api', 'override']).default('api'))
    .action(async (names: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & ChangeOptions & { layer: string }>();
      setExit(await removeRules(changing(options), names, options));
    });

  withPublishing(subverb(rules, 'rollback', 'publish again what an earlier revision held'))
    .argument('<revision>', '0 is the empty set', whole)
    .option('--layer <NAME>', 'only this layer')
    .option('--message <TEXT>', 'why; stands in the history')
    .action(async (revision: number, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & ChangeOptions & { layer?: string }>();
      setExit(await rollbackRules(changing(options), revision, options));
    });

  withPublishing(withMessage(subverb(rules, 'segments', 'put a list of users as a segment: one id a line')))
    .argument('<name>')
    .argument('<file>')
    .action(async (name: string, file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & ChangeOptions>();
      const stream = await deps.openFile(file);
      setExit(await putSegment(changing(options), { name, stream }, options));
    });
};

const addProposals = ({ rules, deps, setExit }: Adding): void => {
  subverb(rules, 'proposals', 'what waits for approval').action(async (_: unknown, command: Command) =>
    setExit(await showProposals(listed(deps, command.optsWithGlobals<ServerOptions>()))),
  );
  withWait(subverb(rules, 'approve', 'publish a proposal of somebody else'))
    .argument('<id>')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & Pick<ChangeOptions, 'wait'>>();
      setExit(await approveRules({ ...listed(deps, options), stderr: deps.stderr }, id, options));
    });
  subverb(rules, 'withdraw', 'take a proposal away')
    .argument('<id>')
    .action(async (id: string, _: unknown, command: Command) =>
      setExit(await withdrawRules(listed(deps, command.optsWithGlobals<ServerOptions>()), id)),
    );
};

const addReading = ({ rules, deps, setExit }: Adding): void => {
  subverb(rules, 'history', 'revisions, the newest first')
    .option('--limit <N>', 'so many', whole, 50)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & { limit: number }>();
      setExit(await showRulesHistory(listed(deps, options), options));
    });
  subverb(rules, 'show', 'what a revision holds; the newest unless told')
    .argument('[revision]', 'a number', whole)
    .action(async (revision: number | undefined, _: unknown, command: Command) =>
      setExit(await showRules(listed(deps, command.optsWithGlobals<ServerOptions>()), revision)),
    );
  subverb(rules, 'export', 'the rules as text that "apply" takes')
    .option('--layer <NAME>', 'only this layer')
    .addOption(new Option('--format <NAME>').choices(['yaml', 'json']).default('yaml'))
    .option('--revision <REV>', 'the newest unless told', whole)
    .option('--output <FILE>', 'write it there instead of to standard output')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & Parameters<typeof exportRules>[1]>();
      setExit(await exportRules({ ...listed(deps, options), writeFile: deps.writeFile }, options));
    });
};

const addStatus = ({ rules, deps, setExit }: Adding): void => {
  subverb(rules, 'nodes', 'which revision every process decides by').action(
    async (_: unknown, command: Command) =>
      setExit(await showNodes(listed(deps, command.optsWithGlobals<ServerOptions>()))),
  );
  withWait(subverb(rules, 'status', 'whether a revision has come everywhere; 0 it has, 1 not'))
    .option('--revision <REV>', 'the newest unless told', whole)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & StatusOptions>();
      setExit(await showRulesStatus(listed(deps, options), options));
    });
};
