/** The flags of the format's default output validator, as one of our comparisons. */
import type { Checker } from '../../domain/checker.ts';
import type { FaultLog, Place } from '../faults.ts';

/** Undefined: a flag cannot be read, and the faults say which. */
export const comparisonOf = (
  flags: readonly string[],
  place: Place,
  faults: FaultLog,
): Checker | undefined => {
  const told = {
    caseSensitive: false,
    exactSpace: false,
    abs: undefined as number | undefined,
    rel: undefined as number | undefined,
  };
  const words = [...flags];
  for (let flag = words.shift(); flag !== undefined; flag = words.shift()) {
    const name = flag.replace(/^--?/, '');
    if (name === 'case_sensitive') told.caseSensitive = true;
    else if (name === 'space_change_sensitive') told.exactSpace = true;
    else {
      const tolerance = toleranceOf(name, words.shift());
      if (typeof tolerance === 'string') {
        faults.error(place, tolerance);
        return undefined;
      }
      told.abs = tolerance.abs ?? told.abs;
      told.rel = tolerance.rel ?? told.rel;
    }
  }
  const { abs, rel } = told;
  const rest = {
    ...(told.caseSensitive ? {} : { ignoreCase: true }),
    ...(told.exactSpace ? { exactSpace: true } : {}),
  };
  if (abs === undefined && rel === undefined) return { kind: 'tokens', ...rest };
  return {
    kind: 'floats',
    ...(abs === undefined ? {} : { abs }),
    ...(rel === undefined ? {} : { rel }),
    ...rest,
  };
};

const toleranceOf = (name: string, value: string | undefined): { abs?: number; rel?: number } | string => {
  const known = ['float_tolerance', 'float_absolute_tolerance', 'float_relative_tolerance'];
  if (!known.includes(name)) {
    return `"${name}" is not a flag of the default validator: it has case_sensitive, space_change_sensitive, ${known.join(', ')}`;
  }
  const tolerance = value === undefined || !/^[0-9.]+(e[+-]?[0-9]+)?$/i.test(value) ? NaN : Number(value);
  if (!(tolerance >= 0 && tolerance <= 1e9))
    return `${name} needs a number from 0 to 1e9, not ${value ?? 'nothing'}`;
  if (name === 'float_absolute_tolerance') return { abs: tolerance };
  return name === 'float_relative_tolerance' ? { rel: tolerance } : { abs: tolerance, rel: tolerance };
};
