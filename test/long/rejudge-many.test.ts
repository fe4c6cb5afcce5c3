/** A rejudge of 500 submissions with its diff, and how long it takes. */
import { beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { finished, judged, post } from '../support/client.ts';
import { call, diffOf, isOver, rejudgeUntil, rejudgeWhere } from '../support/rejudges.ts';

const count = 500;

let service: Service;

beforeAll(async () => {
  service = await startService({
    workerName: 'serin-rejudging-many',
    slotBase: 244,
    flags: ['--slots', '1'],
  });
  return () => service.close();
});

/** One in ten answers by the version of its runtime; one in ten is wrong on every runtime. */
const program = (index: number, minor: string) => ({
  language: 'python',
  source: index % 10 === 0 ? `import sys\nprint(sys.version_info.minor) # ${index}` : `print(${index})`,
  tests: [{ input: '', answer: index % 10 === 0 ? minor : index % 10 === 1 ? 'no' : String(index) }],
  limits: { cpuMs: 5_000, wallMs: 20_000 },
  track: 'stable',
  user: { id: 'many' },
});

test(
  `${count} submissions are judged again on canary, and the diff names the ${count / 10} that changed`,
  { timeout: 580_000 },
  async () => {
    const probe = await judged(service.url, {
      ...program(0, '0'),
      user: { id: 'probe' },
      keepOutputBytes: 16,
    });
    const minor = probe.result?.tests[0]?.stdout?.trim() ?? '';
    const startedMs = Date.now();
    const replies = await Promise.all(
      Array.from({ length: count }, (_, index) => post(service.url, program(index, minor))),
    );
    for (const { body } of replies) await finished(service.url, body.id, 200_000);
    const judgedMs = Date.now();

    const { id } = await rejudgeWhere(service.url, { user: 'many' }, 'canary');
    const over = await rejudgeUntil(service.url, id, isOver, 200_000);
    const rejudgedMs = Date.now();
    expect(over).toMatchObject({
      state: 'finished',
      progress: { total: count, done: count, same: count - count / 10, changed: count / 10, failed: 0 },
      verdicts: [
        { from: 'accepted', to: 'accepted', count: (8 * count) / 10 },
        { from: 'accepted', to: 'wrong_answer', count: count / 10 },
        { from: 'wrong_answer', to: 'wrong_answer', count: count / 10 },
      ],
    });
    const changed = await diffOf(service.url, id, 'only=changed');
    const expected = replies.filter((_, index) => index % 10 === 0).map(({ body }) => body.id);
    expect(changed.map(({ submission }) => submission).sort()).toEqual(expected.sort());
    const diffMs = Date.now();
    const listed: string[] = [];
    let cursor = '';
    do {
      const query = `user=many&track=canary&verdict=wrong_answer&limit=30${cursor}`;
      const page = await call<{ submissions: { id: string }[]; cursor?: string }>(
        `${service.url}/v1/submissions?${query}`,
      );
      listed.push(...page.submissions.map((row) => row.id));
      cursor = page.cursor === undefined ? '' : `&cursor=${page.cursor}`;
    } while (cursor !== '');
    expect(new Set(listed).size).toBe((2 * count) / 10);
    const seconds = (from: number, to: number) => ((to - from) / 1_000).toFixed(1);
    process.stdout.write(
      `judged in ${seconds(startedMs, judgedMs)} s, rejudged in ${seconds(judgedMs, rejudgedMs)} s, ` +
        `diff of ${changed.length} read in ${diffMs - rejudgedMs} ms, list of ${listed.length} in ${Date.now() - diffMs} ms\n`,
    );
  },
);
