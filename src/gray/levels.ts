/** Levels given by name have their place in the order that the Dimensions document declares, from 0. */
import { nearest } from '../domain/nearest.ts';
import type { Bounds } from './match.ts';
import type { GrayRule } from './rule-schema.ts';

type WrittenBounds = NonNullable<GrayRule['spec']['match']['userLevel']>;
type AddFault = (path: readonly PropertyKey[], message: string) => void;

/** Bounds as numbers; a name that is not declared, and ends that are the wrong way round, are faults. */
export const boundsOf = (
  written: WrittenBounds,
  names: readonly string[],
  fault: AddFault,
): Bounds | undefined => {
  const end = (key: 'min' | 'max'): number | undefined => {
    const given = written[key];
    if (typeof given !== 'string') return given;
    const place = names.indexOf(given);
    if (place === -1) fault([key], unknownLevel(given, names));
    return place;
  };
  const bounds = { min: end('min'), max: end('max') };
  if (bounds.min !== undefined && bounds.max !== undefined && bounds.min > bounds.max) {
    fault([], 'min is above max');
  }
  return bounds;
};

const unknownLevel = (given: string, names: readonly string[]): string => {
  if (names.length === 0) return `"${given}" is no number, and no Dimensions document names levels`;
  const meant = nearest(given, names);
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return `there is no level "${given}": ${names.join(', ')}.${hint}`;
};
