import { readFileSync, readdirSync } from 'node:fs';
import { tags } from '../../../src/sandbox/fields.ts';

const directory = new URL('../../../sandboxes/runner/fixtures/', import.meta.url);

interface FixtureField {
  readonly tag: string;
  readonly code?: number;
  readonly u64?: string;
  readonly text?: string;
  readonly hex?: string;
}

export interface Fixture {
  readonly name: string;
  readonly bytes: Buffer;
  readonly meaning: {
    readonly about: string;
    readonly type?: string;
    readonly code?: number;
    readonly id?: number;
    readonly raw?: string;
    readonly fields?: readonly FixtureField[];
    readonly side?: 'request' | 'answer';
    readonly malformed?: string;
  };
}

/** The golden frames that the C and the TypeScript tests share. */
export const fixtures: readonly Fixture[] = readdirSync(directory)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => {
    const name = file.slice(0, -'.json'.length);
    const hex = readFileSync(new URL(`${name}.hex`, directory), 'utf8').replaceAll(/\s/g, '');
    const meaning = JSON.parse(readFileSync(new URL(file, directory), 'utf8')) as Fixture['meaning'];
    return { name, bytes: Buffer.from(hex, 'hex'), meaning };
  });

const snakeTags: ReadonlyMap<string, number> = new Map(
  Object.entries(tags).map(([name, tag]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
    tag,
  ]),
);

/** The number of a fixture's tag: what stands beside it, or what its name alone tells. */
const tagOf = (field: FixtureField): number => field.code ?? snakeTags.get(field.tag) ?? Number.NaN;

export const fieldBytes = (field: FixtureField): { tag: number; bytes: Buffer } => {
  if (field.u64 !== undefined) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(field.u64));
    return { tag: tagOf(field), bytes };
  }
  if (field.text !== undefined) return { tag: tagOf(field), bytes: Buffer.from(field.text) };
  return { tag: tagOf(field), bytes: Buffer.from(field.hex ?? '', 'hex') };
};

/** The values of a fixture's fields by the name of their tag, in order. */
export const valuesOf = (fixture: Fixture, tag: string): string[] =>
  (fixture.meaning.fields ?? [])
    .filter((field) => field.tag === tag)
    .map((field) => field.u64 ?? field.text ?? Buffer.from(field.hex ?? '', 'hex').toString());
