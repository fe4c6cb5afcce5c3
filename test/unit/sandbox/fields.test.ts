import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FieldReader, decodeFields, encodeFields, integer, tags, text } from '../../../src/sandbox/fields.ts';
import { frameHeaderBytes } from '../../../src/sandbox/frame.ts';
import { fieldBytes, fixtures } from './fixtures.ts';

const protocolFault = expect.objectContaining({ code: 'RUNNER_PROTOCOL' }) as Error;

const field = fc.record({
  tag: fc.integer({ min: 0, max: 0xffff }),
  bytes: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
});

describe('fields', () => {
  test('come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        expect(decodeFields(encodeFields(fields))).toEqual(fields);
      }),
    );
  });

  test('hold every whole number up to 2^53 - 1 exactly', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const encoded = integer(tags.cpuNs, value);
        expect(encoded.bytes.readBigUInt64LE()).toBe(BigInt(value));
        expect(new FieldReader('X', encodeFields([encoded])).integer(tags.cpuNs)).toBe(value);
      }),
    );
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('do not hold %d', (value) => {
    expect(() => integer(tags.cpuNs, value)).toThrow(protocolFault);
  });

  test('do not hold a NUL byte in a string', () => {
    expect(() => text(tags.arg, 'a\0b')).toThrow(protocolFault);
  });

  test('cut off anywhere are refused, never misread', () => {
    const whole = encodeFields([integer(tags.fate, 1), text(tags.message, 'hello')]);
    for (let length = 1; length < whole.length; length += 1) {
      const cutAtField = length === 14;
      if (cutAtField) continue;
      expect(() => decodeFields(whole.subarray(0, length))).toThrow(protocolFault);
    }
  });

  test('any bytes are either fields or a protocol error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          expect(encodeFields(decodeFields(Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ code: 'RUNNER_PROTOCOL' });
        }
      }),
    );
  });

  test('of an answer that are missing, repeated or of the wrong size are refused', () => {
    const read = (fields: Parameters<typeof encodeFields>[0]) =>
      new FieldReader('REPORT', encodeFields(fields));
    expect(() => read([]).integer(tags.fate)).toThrow(/REPORT lacks field 48/);
    expect(() => read([integer(tags.fate, 1), integer(tags.fate, 1)]).integer(tags.fate)).toThrow(/repeats/);
    expect(() => read([text(tags.fate, 'four')]).integer(tags.fate)).toThrow(/4 bytes, not 8/);
    expect(() => read([integer(tags.clean, 2)]).flag(tags.clean)).toThrow(/neither 0 nor 1/);
  });

  test.each(fixtures.filter(({ meaning }) => meaning.fields !== undefined))(
    'of the golden file $name are what it says',
    ({ bytes, meaning }) => {
      const fields = (meaning.fields ?? []).map(fieldBytes);
      expect(decodeFields(bytes.subarray(frameHeaderBytes))).toEqual(fields);
      expect(encodeFields(fields)).toEqual(bytes.subarray(frameHeaderBytes));
    },
  );
});
