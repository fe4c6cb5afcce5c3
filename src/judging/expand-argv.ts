import type { RuntimeManifest } from '../domain/runtime.ts';

/** What the placeholders in a manifest's argv stand for. */
export interface ArgvValues {
  /** Name of the entry file: `main.py`. */
  readonly source: string;
  /** What `{sources}` stands for; see `sourceWords`. */
  readonly sources: readonly string[];
  readonly memoryMiB: number;
}

/**
 * Fill `{source}`, `{sources}` and `{memoryMiB}`. `{sources}` stands alone and becomes as many words as there are
 * files. Braces with anything else in them are left as they are: they belong to the command.
 */
export const expandArgv = (argv: readonly string[], values: ArgvValues): string[] =>
  argv.flatMap((word) =>
    word === '{sources}'
      ? [...values.sources]
      : [word.replaceAll('{source}', values.source).replaceAll('{memoryMiB}', String(values.memoryMiB))],
  );

/** Absolute paths of the files that belong on a command line: those with one of the language's extensions, by path. */
export const sourceWords = (
  manifest: Pick<RuntimeManifest, 'source'>,
  files: readonly { readonly path: string }[],
): string[] =>
  files
    .map((file) => file.path)
    .filter((path) => manifest.source.extensions.some((extension) => path.endsWith(extension)))
    .sort()
    .map((path) => `/app/${path}`);
