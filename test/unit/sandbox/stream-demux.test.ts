import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StreamDemux } from '../../../src/sandbox/stream-demux.ts';
import { dockerFrame } from './fake-runner.ts';

const piece = fc.record({
  stream: fc.constantFrom('stdout' as const, 'stderr' as const),
  bytes: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
});

test('what Docker multiplexed comes out per stream, however it was cut', () => {
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 1, max: 20 }), (pieces, size) => {
      const wire = Buffer.concat(pieces.map(({ stream, bytes }) => dockerFrame(stream, bytes)));
      const demux = new StreamDemux();
      const got = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
      for (let at = 0; at < wire.length; at += size) {
        demux.push(wire.subarray(at, at + size), (stream, bytes) => got[stream].push(bytes));
      }
      for (const stream of ['stdout', 'stderr'] as const) {
        const sent = pieces.filter((each) => each.stream === stream).map(({ bytes }) => bytes);
        expect(Buffer.concat(got[stream])).toEqual(Buffer.concat(sent));
      }
    }),
  );
});

test('bytes are passed on before the whole of what Docker announced is there', () => {
  const demux = new StreamDemux();
  const got: string[] = [];
  demux.push(dockerFrame('stdout', Buffer.from('hello')).subarray(0, 11), (_, bytes) =>
    got.push(bytes.toString()),
  );
  expect(got).toEqual(['hel']);
});

test('a stream that is not multiplexed is refused', () => {
  expect(() => new StreamDemux().push(Buffer.from('plain text of a tty'), () => undefined)).toThrow(
    expect.objectContaining({ code: 'SANDBOX_FAILED' }) as Error,
  );
});
