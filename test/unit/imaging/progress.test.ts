import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { followProgress, parseBuildStep } from '../../../src/imaging/progress.ts';
import type { ProgressLine } from '../../../src/imaging/progress.ts';

const body = (...chunks: string[]): Readable => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('the progress of an engine', () => {
  test('is told line by line, wherever the chunks were cut', async () => {
    const lines: ProgressLine[] = [];
    await followProgress(body('{"stream":"Step', ' 1"}\r\n{"sta', 'tus":"ö"}\n\n'), (line) =>
      lines.push(line),
    );
    expect(lines).toEqual([{ stream: 'Step 1' }, { status: 'ö' }]);
  });

  test('is a failure when a line says so, told with the last lines of output', async () => {
    const output = Array.from(
      { length: 30 },
      (_, at) => `${JSON.stringify({ stream: `line ${String(at)}\n` })}\n`,
    );
    const failing = followProgress(body(...output, '{"error":"exit code: 1"}\n'), () => undefined);
    await expect(failing).rejects.toThrow(/^exit code: 1\nline 10\n[^]*\nline 29$/);
  });

  test('is a failure when the connection breaks', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('{"stream":"a"}\n');
        throw new Error('hung up');
      })(),
    );
    await expect(followProgress(broken, () => undefined)).rejects.toThrow('hung up');
  });

  test('is a failure when a line is not JSON', async () => {
    await expect(followProgress(body('<html>\n'), () => undefined)).rejects.toThrow(SyntaxError);
  });
});

describe('a build step', () => {
  test('is known by its announcement and told on one short line', () => {
    expect(parseBuildStep('Step 2/14 : RUN  install-packages \t gcc-14\n')).toEqual({
      index: 2,
      count: 14,
      instruction: 'RUN install-packages gcc-14',
    });
    expect(parseBuildStep(`Step 1/1 : RUN ${'x'.repeat(500)}`)?.instruction).toHaveLength(100);
  });

  test('is nothing else', () => {
    expect(parseBuildStep(' ---> Using cache\n')).toBeUndefined();
    expect(parseBuildStep('a Step 1/1 : RUN')).toBeUndefined();
  });
});
