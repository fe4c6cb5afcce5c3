/** `serin config`: what is in force, and where each value came from. */
import { formatTable } from '../cli/table.ts';
import { printJson, printLine } from '../cli/terminal.ts';
import type { Output } from '../cli/terminal.ts';
import type { EffectiveSetting } from './config.ts';

export const printConfig = (
  stdout: Output,
  effective: readonly EffectiveSetting[],
  options: { readonly json: boolean },
): void => {
  if (options.json) {
    const entries = effective.map(({ key, value, source }) => [key, { value, source }] as const);
    printJson(stdout, Object.fromEntries(entries));
    return;
  }
  const rows = effective.map(({ key, value, source }) => [key, textOf(value), source]);
  printLine(stdout, formatTable(['setting', 'value', 'source'], rows));
};

const textOf = (value: EffectiveSetting['value']): string => {
  if (value === null) return '-';
  if (typeof value !== 'object') return String(value);
  return value.length === 0 ? '-' : value.join(',');
};
