import { expect, test } from 'vitest';
import { openMetrics } from '../../../src/telemetry/metrics.ts';

const metrics = () => openMetrics({ version: '0.1.0', commit: '1fa6633c', dirty: 'false', node: 'v22.0.0' });

test('the build that runs is a metric', async () => {
  const { body } = await metrics().render();
  expect(body).toContain(
    'serin_build_info{version="0.1.0",commit="1fa6633c",dirty="false",node="v22.0.0"} 1\n',
  );
});

test('images that are not what they should be are counted by how that was seen', async () => {
  const opened = metrics();
  opened.workers.imageChanged('tag');
  opened.workers.imageChanged('answers');
  opened.workers.imageChanged('answers');
  const { body } = await opened.render();
  expect(body).toContain('serin_image_changed_total{what="tag"} 1\n');
  expect(body).toContain('serin_image_changed_total{what="answers"} 2\n');
});

test('what stable took over, was asked to confirm, and what shadows came to is counted by track and verdicts', async () => {
  const opened = metrics();
  const at = { language: 'cpp', track: 'canary' };
  opened.judging.fellBack({ ...at, outcome: 'failed' });
  opened.judging.confirmed({ ...at, verdict: 'wrong_answer', confirmed: 'accepted', flip: true });
  opened.judging.shadowJudged({ ...at, verdict: 'accepted', shadow: 'accepted', same: true });
  opened.judging.shadowDropped({ ...at, reason: 'slow' });
  const { body } = await opened.render();
  for (const line of [
    'serin_fallbacks_total{language="cpp",track="canary",outcome="failed"} 1',
    'serin_confirmations_total{language="cpp",track="canary",verdict="wrong_answer",confirmed="accepted",flip="true"} 1',
    'serin_shadows_judged_total{language="cpp",track="canary",verdict="accepted",shadow="accepted",same="true"} 1',
    'serin_shadows_dropped_total{language="cpp",track="canary",reason="slow"} 1',
  ]) {
    expect(body).toContain(`${line}\n`);
  }
});

const release = { language: 'cpp', track: 'canary', fingerprint: 'cpp-16.2.0@ba9876543210' };

test('submissions are counted by release and rule when they are accepted and when they are judged', async () => {
  const opened = metrics();
  opened.intake.accepted({ ...release, reason: 'SPLIT', rule: 'everyone' });
  opened.judging.finished({ ...release, verdict: 'accepted', rule: undefined }, { total: 1, queued: 0.1 });
  const { body } = await opened.render();
  const lineOf = (name: string) => body.split('\n').find((line) => line.startsWith(`${name}{`));
  const accepted = lineOf('serin_submissions_accepted_total');
  for (const label of ['rule="everyone"', 'fingerprint="cpp-16.2.0@ba9876543210"', 'reason="SPLIT"'])
    expect(accepted).toContain(label);
  const finished = lineOf('serin_submissions_finished_total');
  for (const label of ['rule=""', 'fingerprint="cpp-16.2.0@ba9876543210"', 'verdict="accepted"'])
    expect(finished).toContain(label);
  const took = 'language="cpp",track="canary",fingerprint="cpp-16.2.0@ba9876543210"';
  expect(body).toContain(`serin_submission_seconds_sum{${took}} 1\n`);
});

test('ten thousand rules do not become ten thousand series', async () => {
  const opened = metrics();
  for (let rule = 0; rule < 10_000; rule += 1) {
    opened.intake.accepted({ ...release, reason: 'RULE', rule: `rule-${rule}` });
  }
  const { body } = await opened.render();
  expect(body.match(/^serin_submissions_accepted_total\{/gm)).toHaveLength(101);
  expect(body).toMatch(/serin_submissions_accepted_total\{.*rule="other".*\} 9900\n/);
});
