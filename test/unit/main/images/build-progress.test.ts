import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openBuildProgress } from '../../../../src/main/images/build-progress.ts';
import type { BuildProgress } from '../../../../src/workshop/ports.ts';

const image = 'serin/lua:5.4';
const course: readonly BuildProgress[] = [
  { image: 'serin/base:trixie', state: 'cached' },
  { image, state: 'building' },
  { image, state: 'building', step: '2/3 RUN install-packages lua5.4' },
  { image, state: 'built', seconds: 7.4 },
  { image: 'serin/moon:1', state: 'failed', reason: 'no such package' },
];

test('elsewhere than on a terminal each state is a line', () => {
  let said = '';
  const display = openBuildProgress({ write: (text) => (said += text) });
  display.plan([image]);
  for (const progress of course) display.tell(progress);
  display.end();
  expect(said.split('\n')).toEqual([
    '✓ serin/base:trixie is built',
    '… serin/lua:5.4',
    '… serin/lua:5.4: 2/3 RUN install-packages lua5.4',
    '✓ serin/lua:5.4 built in 7 s',
    '✗ serin/moon:1: no such package',
    '',
  ]);
});

test('on a terminal there is a bar for each image, what ended is a line, and the bars are taken away', () => {
  let said = '';
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 100,
    cursorTo: () => undefined,
    clearLine: () => undefined,
  });
  stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const display = openBuildProgress(stream);
  display.plan(['serin/base:trixie', image, 'serin/moon:1']);
  for (const progress of course) display.tell(progress);
  display.end();
  stream.read();
  expect(said).toContain('✓ serin/lua:5.4 built in 7 s');
  expect(said).toContain('✗ serin/moon:1: no such package');
  expect(said).not.toContain('✓ serin/base:trixie is built');
});
