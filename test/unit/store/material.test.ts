import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { encodeEnvelope } from '../../../src/store/envelope.ts';
import { decodeMaterial, encodeMaterial } from '../../../src/store/material.ts';

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

const stored = fc.record({
  digest: fc.stringMatching(/^[0-9a-f]{64}$/),
  bytes: fc.nat(2 ** 28),
});
const data = fc.oneof({ weight: 3, arbitrary: bytes }, stored);

const material = fc.record({
  files: fc.array(fc.record({ path: fc.string(), content: bytes }), { maxLength: 5 }),
  tests: fc.array(
    fc.oneof(
      fc.record({ name: fc.string(), input: data }),
      fc.record({ name: fc.string(), input: data, answer: data }),
      fc.record({ name: fc.string(), input: data, args: fc.array(fc.string()) }),
    ),
    { maxLength: 8 },
  ),
});

/** What decoding made of the bytes: the material, or the code of the refusal. Any other error is thrown on. */
const decoded = (encoded: Buffer): unknown => {
  try {
    return decodeMaterial(encoded);
  } catch (error) {
    if (error instanceof SerinError) return error.code;
    throw error;
  }
};

describe('material', () => {
  test('is read back as it was written, byte for byte', () => {
    fc.assert(
      fc.property(material, (given) => {
        expect(decodeMaterial(encodeMaterial(given))).toEqual(given);
      }),
    );
  });

  test('a test without an answer is not a test with an empty answer', () => {
    const tests = [
      { name: 'none', input: Buffer.alloc(0) },
      { name: 'empty', input: Buffer.alloc(0), answer: Buffer.alloc(0) },
    ];
    const read = decodeMaterial(encodeMaterial({ files: [], tests })).tests;
    expect(read.map((each) => 'answer' in each)).toEqual([false, true]);
  });

  test('with data that are blobs holds their names, not their bytes', () => {
    const blob = { digest: 'ab'.repeat(32), bytes: 2 ** 28 };
    const given = { files: [], tests: [{ name: '1', input: blob, answer: blob }] };
    expect(encodeMaterial(given).length).toBeLessThan(500);
    expect(decodeMaterial(encodeMaterial(given))).toEqual(given);
  });

  test('of the release before, without blobs, is read', () => {
    const about = { files: ['a.c'], tests: [{ name: '1', answer: true }] };
    const parts = ['source', 'input', 'answer'].map((text) => Buffer.from(text));
    expect(decodeMaterial(encodeEnvelope('material', about, parts))).toEqual({
      files: [{ path: 'a.c', content: parts[0] }],
      tests: [{ name: '1', input: parts[1], answer: parts[2] }],
    });
  });

  test('grows by its bytes alone: nothing is encoded as text', () => {
    const content = Buffer.alloc(1_000_000, 0xff);
    const encoded = encodeMaterial({ files: [{ path: 'main.py', content }], tests: [] });
    expect(encoded.length).toBeLessThan(content.length + 300);
  });

  test('cut anywhere it is corrupt, and never misread', () => {
    fc.assert(
      fc.property(material, fc.nat(), (given, at) => {
        const encoded = encodeMaterial(given);
        expect(decoded(encoded.subarray(0, at % encoded.length))).toBe('BLOB_CORRUPT');
      }),
    );
  });

  test('whatever bytes are given, they are material or corrupt, and nothing worse', () => {
    fc.assert(
      fc.property(material, fc.nat(), fc.integer({ min: 0, max: 255 }), (given, at, byte) => {
        const encoded = encodeMaterial(given);
        encoded[at % encoded.length] = byte;
        const read = decoded(encoded);
        expect(typeof read === 'object' || read === 'BLOB_CORRUPT').toBe(true);
      }),
    );
    for (const odd of ['', 'SERN', 'SERN\xff\xff\xff\xff', 'SERN\x02\0\0\0{}', 'something else']) {
      expect(decoded(Buffer.from(odd, 'latin1'))).toBe('BLOB_CORRUPT');
    }
  });

  test('another kind of envelope, one with a part too few or too many, and one of a release to come are corrupt', () => {
    const about = { files: ['main.py'], tests: [{ name: '1', answer: true }] };
    const part = Buffer.from('x');
    expect(decoded(encodeEnvelope('material', about, [part, part, part]))).toMatchObject({
      files: [{ path: 'main.py' }],
    });
    expect(decoded(encodeEnvelope('material', about, [part, part]))).toBe('BLOB_CORRUPT');
    expect(decoded(encodeEnvelope('material', about, [part, part, part, part]))).toBe('BLOB_CORRUPT');
    expect(decoded(encodeEnvelope('program', about, [part, part, part]))).toBe('BLOB_CORRUPT');
    const later = encodeEnvelope('material', about, [part, part, part]);
    const text = later.toString('latin1').replace('"version":1', '"version":9');
    expect(decoded(Buffer.from(text, 'latin1'))).toBe('BLOB_CORRUPT');
  });
});
