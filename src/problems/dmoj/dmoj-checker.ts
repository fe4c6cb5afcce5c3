/** DMOJ's checkers, as ours. Where two are not the same, docs/problems.md says how they differ. */
import type { Checker } from '../../domain/checker.ts';
import type { FaultLog, Place } from '../faults.ts';
import type { WrittenChecker } from './dmoj-schema.ts';

type Arguments = Readonly<Record<string, unknown>>;

export type DmojChecker =
  | { readonly kind: 'comparison'; readonly checker: Checker }
  | { readonly kind: 'bridged'; readonly args: Arguments };

/** Undefined: it is not supported, and the faults say so. */
export const dmojChecker = (
  written: WrittenChecker,
  place: Place,
  faults: FaultLog,
): DmojChecker | undefined => {
  const { name, args = {} } = typeof written === 'string' ? { name: written } : written;
  if (name === 'bridged') return { kind: 'bridged', args };
  const checker = comparison(name, args, place, faults);
  if (checker === undefined) faults.error(place, unsupported(name));
  return checker === undefined ? undefined : { kind: 'comparison', checker };
};

const comparison = (name: string, args: Arguments, place: Place, faults: FaultLog): Checker | undefined => {
  switch (name) {
    case 'standard':
      return { kind: 'tokens' };
    case 'easy':
      faults.warning(
        place,
        'the checker "easy" counts letters; here words are compared, without case, which is stricter',
      );
      return { kind: 'tokens', ignoreCase: true };
    case 'identical':
      return { kind: 'exact' };
    case 'rstripped':
      return { kind: 'lines' };
    case 'sorted':
      return { kind: 'unordered', by: args['split_on'] === 'whitespace' ? 'tokens' : 'lines' };
    case 'unordered':
      return { kind: 'unordered', by: args['split_on'] === 'lines' ? 'lines' : 'tokens' };
    case 'floats':
      return floats(args, args['error_mode'], place, faults);
    case 'floatsabs':
      return floats(args, 'absolute', place, faults);
    case 'floatsrel':
      return floats(args, 'relative', place, faults);
    default:
      return undefined;
  }
};

const floats = (args: Arguments, mode: unknown, place: Place, faults: FaultLog): Checker => {
  const precision = args['precision'] ?? 6;
  if (typeof precision !== 'number' || !(precision >= -9 && precision <= 300)) {
    faults.error(place, 'precision is a number of digits after the point');
    return { kind: 'floats', abs: 1e-6, rel: 1e-6 };
  }
  const tolerance = Number(`1e${-precision}`);
  const epsilon = Number.isFinite(tolerance) ? tolerance : 10 ** -precision;
  if (mode === 'absolute') return { kind: 'floats', abs: epsilon };
  return mode === 'relative'
    ? { kind: 'floats', rel: epsilon }
    : { kind: 'floats', abs: epsilon, rel: epsilon };
};

const unsupported = (name: string): string =>
  name.endsWith('.py')
    ? `the checker "${name}" is a Python module of DMOJ's judge, which does not exist here: write it as a program (bridged, type testlib)`
    : `the checker "${name}" is not supported: standard, easy, identical, rstripped, sorted, unordered, floats, floatsabs, floatsrel and bridged are`;
