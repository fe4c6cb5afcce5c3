/** Exact decimals as text: at most 18 digits before and 18 after the point, no exponent. */
import type { Decimal } from '../domain/problem.ts';

const places = 18;
const scale = 10n ** BigInt(places);

export const decimalPattern = /^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?$/;

/**
 * The exact decimal that a number or a text of YAML stands for; undefined where it is none: `nan`, `1e400`, more digits than are kept.
 * A number of YAML has become a double by now, and is taken as the shortest decimal that reads as it.
 */
export const decimalOf = (value: number | string): Decimal | undefined => {
  const text = typeof value === 'number' ? plainText(value) : value.trim();
  if (text === undefined || !decimalPattern.test(text)) return undefined;
  return decimalText(units(text));
};

const plainText = (value: number): string | undefined => {
  if (!Number.isFinite(value)) return undefined;
  const text = String(value);
  const exponent = /^(-?)([0-9])(?:\.([0-9]+))?e-([0-9]+)$/.exec(text);
  if (exponent === null) return text;
  const [, sign = '', first = '', rest = '', power = ''] = exponent;
  return `${sign}0.${'0'.repeat(Number(power) - 1)}${first}${rest}`;
};

/** In units of 10⁻¹⁸. */
export const units = (decimal: Decimal): bigint => {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const value = BigInt(whole) * scale + BigInt(fraction.padEnd(places, '0'));
  return decimal.startsWith('-') ? -value : value;
};

export const decimalText = (value: bigint): Decimal => {
  const size = value < 0n ? -value : value;
  const fraction = (size % scale).toString().padStart(places, '0').replace(/0+$/, '');
  const text = `${size / scale}${fraction === '' ? '' : `.${fraction}`}`;
  return value < 0n ? `-${text}` : text;
};

export const sumOf = (decimals: readonly Decimal[]): Decimal =>
  decimalText(decimals.reduce((sum, each) => sum + units(each), 0n));

export const timesWhole = (decimal: Decimal, count: number): Decimal =>
  decimalText(units(decimal) * BigInt(count));

/** Rounded down in the last place where it does not come out even. */
export const shareOf = (decimal: Decimal, parts: number): Decimal =>
  decimalText(parts === 0 ? 0n : units(decimal) / BigInt(parts));

export const compareDecimals = (a: Decimal, b: Decimal): number => {
  const difference = units(a) - units(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
