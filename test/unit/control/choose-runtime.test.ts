import { describe, expect, test } from 'vitest';
import { chooseRuntime } from '../../../src/control/choose-runtime.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import { factsOf, manifestOf } from '../../support/facts.ts';

const python = (version: string, exact: string, digest: string, kept = ''): RuntimeFacts =>
  factsOf({
    fingerprint: `python-${exact}@${digest}`,
    runtime: `python-${version}`,
    language: 'python',
    version: exact,
    manifest: manifestOf({ language: 'python', version }),
    image: { ...factsOf().image, reference: `serin/python:${version}${kept}` },
  });

const old = python('3.13', '3.13.5', 'a');
const newer = python('3.14', '3.14.7', 'b');
const nobody = new Set<string>();
const choose = (runtimes: RuntimeFacts[], wanted: string, served = nobody) =>
  chooseRuntime(runtimes, wanted, served);

describe('a runtime is chosen', () => {
  test.each([
    ['python-3.14', newer],
    [old.fingerprint, old],
    ['^3.13', newer],
    ['~3.13', old],
    ['3.13', old],
    ['3.x', newer],
    ['<3.14', old],
    ['>=3.13 <3.14 || ^2', old],
    ['3.14.7', newer],
    ['*', newer],
  ])('by %s', (wanted, expected) => {
    expect(choose([old, newer], wanted).facts).toBe(expected);
  });

  test('with the range it was chosen by, and without one where it was named', () => {
    expect(choose([old, newer], '^3.13').range).toBe('^3.13');
    expect(choose([old, newer], 'python-3.13').range).toBeUndefined();
  });

  test('by a range over versions of one or two parts, which are filled up', () => {
    expect(choose([python('21', '21', 'a'), python('25', '25.0.1', 'b')], '^21').facts.version).toBe('21');
    expect(choose([python('1.24', '1.24', 'a')], '~1.24.0').facts.version).toBe('1.24');
  });

  test('as the current build where replaced ones are kept', () => {
    const replaced = python('3.14', '3.14.7', 'c', '-0a1b2c3d4e5f');
    for (const wanted of ['python-3.14', '^3.14'])
      expect(choose([replaced, newer], wanted).facts).toBe(newer);
  });

  test('by a range among what workers have, where they have any: what is only on record is nowhere', () => {
    expect(choose([old, newer], '>=3', new Set([old.fingerprint])).facts).toBe(old);
    expect(choose([old, newer], '>=3.14', new Set([old.fingerprint])).facts).toBe(newer);
  });

  test('as the one that a worker has, of several that call themselves current', () => {
    const elsewhere = python('3.14', '3.14.6', 'c');
    const served = new Set([elsewhere.fingerprint]);
    expect(choose([newer, elsewhere], 'python-3.14', served).facts).toBe(elsewhere);
  });
});

describe('no runtime is chosen', () => {
  test('by a name that two builds share: both fingerprints are told', () => {
    const other = python('3.14', '3.14.7', 'c');
    for (const wanted of ['python-3.14', '^3.14']) {
      expect(() => choose([newer, other], wanted)).toThrow(
        expect.objectContaining({
          code: 'CONFLICT',
          message: expect.stringContaining(other.fingerprint) as string,
        }),
      );
    }
  });

  test('by a name or a range that nothing is in: what there is is told', () => {
    expect(() => choose([old], 'python-2.7')).toThrow(
      'python has no runtime python-2.7; it has python-3.13 (3.13.5)',
    );
    expect(() => choose([old], '^4')).toThrow('python has no version in ^4; it has python-3.13 (3.13.5)');
  });
});
