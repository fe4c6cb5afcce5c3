import { z } from 'zod';

/**
 * `images/<language>/<version>/runtime.yaml`: everything Serin knows of a language at a version that its Dockerfile
 * does not say. Unknown keys are refused. See docs/runtimes.md for the reader's version of this schema.
 *
 * Words in argv may hold `{source}` (the entry file's name), `{sources}` (a word of its own: every submitted file
 * with one of `source.extensions`, each with its directory, ordered by path), `{memoryMiB}` (the run's memory limit) and nothing else. Sources lie read-only
 * in `/app`, the working directory is the writable `/box`; artifacts collected from `/box` after compiling lie
 * read-only in `/app` when the program runs.
 *
 * A folder may declare variants: languages of their own on the same layers (`workshop/variants.ts`).
 */
const text = z.string().refine((value) => !value.includes('\0'), 'must not hold a NUL byte');
const word = text.min(1).max(4096);
const argv = z
  .array(word)
  .min(1)
  .max(128)
  .refine(
    (words) => words.every((each) => each === '{sources}' || !each.includes('{sources}')),
    '"{sources}" must be a word of its own',
  );
const env = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and "_", not starting with a digit'),
  text,
);
/** Also part of an image's name, so it is what an image registry takes. */
const name = z
  .string()
  .max(32)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower case letters and digits, in parts joined by "-"');

/** A regular expression whose first capture group is the exact version. */
const versionPattern = z.string().min(1).max(200).refine(hasCaptureGroup, {
  error: 'a regular expression with a capture group for the exact version, such as ^v(\\d+\\.\\d+)',
});

/** Modes of the editors that judge websites embed, and what a new file begins with. */
const editor = z.strictObject({
  /** A mode of CodeMirror 6: a name of `@codemirror/language-data`, or a legacy mode; lower case. */
  codemirror: z.string().min(1).max(40),
  /** A language id of Monaco; `plaintext` where it has none. */
  monaco: z.string().min(1).max(40),
  /** A program that reads two numbers and prints their sum, as a user of the language would begin it. */
  template: text.min(1).max(4096),
});

export const runtimeManifestSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('Runtime'),
  language: name,
  /** What rules and rollouts may name for all variants; defaults to the language. */
  family: name.optional(),
  /** The folder's version: `3.13`, `14`. The exact one is asked of the image. */
  version: z
    .string()
    .regex(
      /^[0-9][0-9A-Za-z.-]{0,31}$/,
      'digits, letters, "." and "-", starting with a digit (quote it: "3.10")',
    ),
  displayName: z.string().min(1).max(80),
  /** Debian suite the image is built from. */
  suite: z.enum(['trixie', 'forky']),
  /** The track this runtime is bound to when its language has no binding there yet. */
  bootstrap: trackName().optional(),
  source: z.strictObject({
    /** File name that a single `source` is given. */
    file: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/),
    extensions: z.array(z.string().regex(/^\.[A-Za-z0-9]+$/)).min(1),
  }),
  compile: z
    .strictObject({
      argv,
      env: env.default({}),
      /** fnmatch patterns of files in `/box` that are the program. */
      artifacts: z.array(z.string().min(1)).default([]),
      /** Also give the sources to the run (interpreted languages that are only checked at compile time). */
      keepSources: z.boolean().default(false),
      limits: z
        .strictObject({
          cpuMs: z.number().int().positive().default(10_000),
          wallMs: z.number().int().positive().default(30_000),
          memoryBytes: z
            .number()
            .int()
            .positive()
            .default(1024 * 1024 * 1024),
          processes: z.number().int().positive().default(128),
          outputBytes: z
            .number()
            .int()
            .positive()
            .default(64 * 1024),
          fileBytes: z
            .number()
            .int()
            .positive()
            .default(128 * 1024 * 1024),
        })
        .prefault({}),
    })
    .refine(
      (step) => step.keepSources || step.artifacts.length > 0,
      'nothing would be left to run: name artifacts, or set keepSources',
    )
    .optional(),
  run: z.strictObject({
    argv,
    env: env.default({}),
    /** Processes and threads that the runtime itself needs beyond what the program may start. */
    extraProcesses: z.number().int().min(0).max(256).default(0),
  }),
  /** Name of a file in `sandboxes/policies/`. */
  policy: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .default('default'),
  /** Asked of the image itself, as the sandbox user; the trimmed output becomes part of the fingerprint. */
  probes: z.strictObject({
    /** Its first capture group is the exact version: `3.13.5`. */
    version: z.strictObject({ argv, pattern: versionPattern }),
    features: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), z.strictObject({ argv })).default({}),
  }),
  editor,
  /**
   * What the limits of a run are multiplied by where a worker applies multipliers (`limitMultipliers`; off unless an
   * operator says so). Not part of the fingerprint: a result says what it was judged with.
   */
  multipliers: z
    .strictObject({
      time: z.number().min(1).max(20).default(1),
      memory: z.number().min(1).max(8).default(1),
    })
    .prefault({}),
  /** The language whose folder `images/<language>/programs/` holds the programs that show this runtime works. */
  programs: name.optional(),
  build: z
    .strictObject({
      /** Memory that building the image takes at most, so that images are built side by side only where they fit. */
      memoryBytes: z
        .number()
        .int()
        .positive()
        .default(768 * 1024 * 1024),
    })
    .prefault({}),
});

/** Whether a pattern compiles and captures: matched against nothing, every group is still counted. */
function hasCaptureGroup(pattern: string): boolean {
  try {
    return (new RegExp(`${pattern}|`).exec('')?.length ?? 0) > 1;
  } catch {
    return false;
  }
}

function trackName() {
  return z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
}

export type RuntimeManifest = z.infer<typeof runtimeManifestSchema>;

/**
 * A manifest that another release may have written, in an image or in Redis: keys that this one does not know are passed over, and what is
 * only for editors may be missing. An upgrade of Serin takes no image out of service.
 */
export const storedManifestSchema = runtimeManifestSchema.strip().extend({
  editor: editor.prefault({ codemirror: 'text', monaco: 'plaintext', template: '\n' }),
});

/** `python-3.13` */
export const runtimeName = (manifest: Pick<RuntimeManifest, 'language' | 'version'>): string =>
  `${manifest.language}-${manifest.version}`;

/** What probes said: the exact version and every feature, trimmed. */
export interface ProbeOutputs {
  readonly version: string;
  readonly features: Readonly<Record<string, string>>;
}

/** The parts of an image that can change what a program does; not its `.Id`, which differs between builds and stores. */
export interface ImageIdentity {
  /** `amd64`, `arm64` */
  readonly architecture: string;
  /** Ordered layer digests, `sha256:…`. */
  readonly diffIds: readonly string[];
  readonly env: readonly string[];
  readonly user: string;
  readonly workdir: string;
  readonly entrypoint: readonly string[];
}

/** A runtime that some worker has and can serve. */
export interface RuntimeFacts {
  /** `python-3.13.5@1f2e3d4c5b6a` */
  readonly fingerprint: string;
  readonly runtime: string;
  readonly language: string;
  readonly family: string;
  readonly version: string;
  readonly probes: ProbeOutputs;
  readonly manifest: RuntimeManifest;
  readonly image: {
    readonly id: string;
    readonly reference: string;
    readonly sizeBytes: number;
    readonly identity: ImageIdentity;
  };
}

/** Which fingerprint a language has on a track, who said so and why. */
export interface Binding {
  readonly language: string;
  readonly family: string;
  readonly track: string;
  readonly runtime: string;
  readonly fingerprint: string;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  /** The version range that was asked for, resolved once when it was bound: `^3.13`. */
  readonly range?: string;
}
