import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameDecoder, encodeFrame, encodeFrameHeader, maxPayloadBytes } from '../../../src/sandbox/frame.ts';
import type { Frame } from '../../../src/sandbox/frame.ts';
import { fixtures } from './fixtures.ts';

const frame = fc.record({
  type: fc.integer({ min: 0, max: 255 }),
  id: fc.integer({ min: 0, max: 0xffff }),
  payload: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
});

const decodeAll = (chunks: readonly Buffer[]): Frame[] => {
  const decoder = new FrameDecoder();
  const frames: Frame[] = [];
  for (const chunk of chunks) decoder.push(chunk, (each) => frames.push(each));
  expect(decoder.atBoundary).toBe(true);
  return frames;
};

/** Cuts bytes into pieces at the given places. */
const split = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
};

describe('frames', () => {
  test('come out as they went in, however the stream was cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.array(fc.nat(5000), { maxLength: 40 }),
        (frames, cuts) => {
          const bytes = Buffer.concat(frames.map(encodeFrame));
          expect(decodeAll(split(bytes, cuts))).toEqual(frames);
        },
      ),
    );
  });

  test('come out as they went in when every byte arrives alone', () => {
    const frames = [
      { type: 0x82, id: 7, payload: Buffer.from('\x01hello') },
      { type: 0x86, id: 8, payload: Buffer.alloc(0) },
    ];
    const bytes = Buffer.concat(frames.map(encodeFrame));
    expect(decodeAll(split(bytes, Array.from(bytes.keys())))).toEqual(frames);
  });

  test('within one chunk are given as views of it, not as copies', () => {
    const bytes = encodeFrame({ type: 0x82, id: 1, payload: Buffer.from('\x01abc') });
    const [only] = decodeAll([bytes]);
    bytes[bytes.length - 1] = 'z'.charCodeAt(0);
    expect(only?.payload.toString()).toBe('\x01abz');
  });

  test('of the largest size pass and one byte more is refused on both ways', () => {
    const largest = { type: 2, id: 1, payload: Buffer.alloc(maxPayloadBytes, 7) };
    const [decoded] = decodeAll(split(encodeFrame(largest), [1, 70_000, 900_000]));
    expect(decoded?.payload.equals(largest.payload)).toBe(true);
    expect(() => encodeFrameHeader(2, 1, maxPayloadBytes + 1)).toThrow(
      expect.objectContaining({ code: 'RUNNER_PROTOCOL' }) as Error,
    );
    const header = Buffer.alloc(8);
    header.writeUInt32LE(maxPayloadBytes + 1, 0);
    expect(() => new FrameDecoder().push(header, () => undefined)).toThrow(
      expect.objectContaining({ code: 'RUNNER_PROTOCOL' }) as Error,
    );
  });

  test('with flags are refused', () => {
    const bytes = encodeFrame({ type: 0x86, id: 1, payload: Buffer.alloc(0) });
    bytes[5] = 1;
    expect(() => new FrameDecoder().push(bytes, () => undefined)).toThrow(/flags 1/);
  });

  test.each(fixtures.filter(({ meaning }) => meaning.malformed === undefined))(
    'of the golden file $name are cut as it says',
    ({ bytes, meaning }) => {
      const [only, ...more] = decodeAll([bytes]);
      expect(more).toEqual([]);
      expect(only).toMatchObject({ type: meaning.code, id: meaning.id });
      expect(only && encodeFrame(only)).toEqual(bytes);
    },
  );
});
