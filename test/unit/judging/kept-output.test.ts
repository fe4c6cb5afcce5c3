import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../../src/domain/run.ts';
import { keptOutput } from '../../../src/judging/kept-output.ts';

const reportOf = (stdout: Buffer, stdoutBytes = stdout.length): RunReport => ({
  fate: { kind: 'exited', code: 0 },
  cpuMs: 1,
  wallMs: 1,
  memoryBytes: 1,
  oomKills: 0,
  stdoutBytes,
  stderrBytes: 0,
  stdout,
  stderr: Buffer.alloc(0),
});

const exact = (stdout: Buffer, outputBytes: number, stdoutBytes?: number) =>
  keptOutput({ exact: true, outputBytes }, reportOf(stdout, stdoutBytes)).output?.stdout;

describe('what is kept of a run', () => {
  test('is the bytes themselves, whatever they are, where they fit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (array) => {
        const bytes = Buffer.from(array);
        const kept = exact(bytes, 64);
        expect(kept).toMatchObject({ bytes: bytes.length, truncated: false });
        expect(Buffer.from(kept?.text ?? '', kept?.encoding)).toEqual(bytes);
      }),
    );
  });

  test('is text where it is text, cut between two characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (text, most) => {
          const whole = Buffer.from(text);
          const kept = exact(whole, most, whole.length);
          expect(kept?.encoding).toBe('utf8');
          expect(text.startsWith(kept?.text ?? '?')).toBe(true);
          const left = most - Buffer.byteLength(kept?.text ?? '');
          expect(kept?.truncated === true ? left : 0).toBeLessThan(4);
          expect(kept).toMatchObject({ bytes: whole.length, truncated: whole.length > most });
        },
      ),
    );
  });

  test('is base64 where bytes that are no character end it, and nothing was cut', () => {
    expect(exact(Buffer.from([0x61, 0xc3]), 8)).toMatchObject({ encoding: 'base64', truncated: false });
    expect(exact(Buffer.from([0xff, 0x61, 0x61]), 2)).toMatchObject({
      encoding: 'base64',
      text: Buffer.from([0xff, 0x61]).toString('base64'),
      truncated: true,
    });
  });
});

test('of a submission it is an excerpt with replacement, and nothing where nothing is wanted', () => {
  const report = reportOf(Buffer.from([0x61, 0xff, 0x62]));
  expect(keptOutput({ outputBytes: 2 }, report)).toEqual({ stdout: 'a\uFFFD', stderr: '' });
  expect(keptOutput({ outputBytes: 0 }, report)).toEqual({});
});
