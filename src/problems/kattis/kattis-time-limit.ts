/**
 * The time limit of a package: of 2023-07's `limits.time_limit`, a `.timelimit` file in seconds, or DOMjudge's `domjudge-problem.ini`. The legacy
 * format has none: systems that run its submissions make one of their times.
 */
import type { ReadContext } from '../context.ts';
import type { YamlFile } from '../yaml-file.ts';

export const timeLimitMs = (
  { files, faults }: ReadContext,
  yaml: YamlFile,
  stated: number | undefined,
): number | undefined => {
  if (stated !== undefined) return stated * 1000;
  for (const [path, pattern] of [
    ['.timelimit', /^\s*([0-9.eE+-]+)\s*$/],
    ['domjudge-problem.ini', /^\s*timelimit\s*=\s*['"]?([0-9.eE+-]+)['"]?\s*$/m],
  ] as const) {
    const file = files.get(path);
    if (file?.source.kind !== 'held') continue;
    const written = pattern.exec(file.source.bytes.toString('utf8'))?.[1];
    if (written === undefined && path !== '.timelimit') continue;
    const seconds = Number(written);
    if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
    faults.error({ file: path, line: 1, column: 1 }, 'has to hold a number of seconds above 0');
    return undefined;
  }
  faults.warning(
    yaml.placeOf(['limits']),
    'there is no time limit (limits.time_limit): the usual one is taken; "serin problems verify" says what its submissions need',
  );
  return undefined;
};
