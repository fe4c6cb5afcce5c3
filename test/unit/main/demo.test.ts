import { afterEach, expect, test } from 'vitest';
import { runDemo } from '../../../src/main/demo.ts';
import { readSamples } from '../../../src/main/demo-samples.ts';
import type { DemoSample } from '../../../src/main/demo-samples.ts';
import { inTurn, json, startFakeServer } from '../cli/fake-server.ts';
import type { FakeServer } from '../cli/fake-server.ts';

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Routes = Parameters<typeof startFakeServer>[0];
type Answer = Routes[string];

const sample = (verdict: DemoSample['verdict']): DemoSample => ({
  language: 'python',
  name: `python/${verdict}.py`,
  source: verdict,
  input: '1 2\n',
  answer: '3\n',
  verdict,
});

const samples = [sample('accepted'), sample('wrong_answer'), sample('compile_error')];
const ready = { ready: true, checks: [] };
const fingerprint = (track: string) => `python-${track}@0123456789ab`;
const onTracks = (...tracks: string[]) => ({
  languages: [
    {
      language: 'python',
      family: 'python',
      displayName: 'Python',
      extensions: ['.py'],
      tracks: tracks.map((track) => ({
        track,
        runtime: track,
        version: `3.${track}`,
        fingerprint: fingerprint(track),
      })),
    },
  ],
});

const submission = (track: string, verdict: string) => ({
  id: `${track}-${verdict}`,
  state: 'finished',
  decision: { track, runtime: track, fingerprint: fingerprint(track), reason: 'PINNED' },
  result: {
    verdict,
    score: 0,
    cpuMs: 11,
    wallMs: 12,
    memoryBytes: 1024 * 1024,
    compile: { ok: verdict !== 'compile_error', log: 'main.py:1: no\n' },
    tests: [],
    timings: { totalMs: 20 },
  },
});

/** Judges a program by its source, which is the verdict. */
const judge: Answer = (asked, response) => {
  const { source, track } = asked.body as { source: string; track: string };
  json(submission(track, source))(asked, response);
};

const run = async (
  routes: Routes,
  readyWithinMs = 5_000,
): Promise<{ ok: boolean; stdout: string; stderr: string }> => {
  server = await startFakeServer({
    'GET /readyz': json(ready),
    'GET /v1/languages': json(onTracks('stable', 'canary')),
    'POST /v1/submissions': judge,
    ...routes,
  });
  const said = { stdout: '', stderr: '' };
  const ok = await runDemo(
    {
      fetch,
      monotonic: () => performance.now(),
      stdout: { write: (text) => (said.stdout += text) },
      stderr: { write: (text) => (said.stderr += text) },
    },
    { url: server.url, samples, tracks: ['stable', 'canary'], readyWithinMs },
  );
  return { ok, ...said };
};

test('every sample is judged on every track, and the table has a line for each', async () => {
  const { ok, stdout } = await run({});
  expect(ok).toBe(true);
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(
    /^language +program +track +version +fingerprint +verdict +cpu ms +wall ms +memory +end-to-end ms$/,
  );
  expect(lines[1]).toMatch(
    /^python +accepted\.py +stable +3\.stable +python-stable@0123456789ab +✓ accepted +11\.0 +12\.0 +1\.0 MiB +\d+$/,
  );
  expect(lines[2]).toMatch(/^python +accepted\.py +canary /);
  expect(lines[5]).toMatch(/✓ compile_error +- +- +- +\d+$/);
  expect(stdout).toContain('\n6 of 6 verdicts as expected: 1 languages on stable and canary.\n');
});

test('another verdict than expected fails, and tells what came and what the compiler said', async () => {
  const { ok, stdout } = await run({
    'POST /v1/submissions': (asked, response) => {
      const { track, source } = asked.body as { source: string; track: string };
      const verdict = track === 'canary' && source === 'accepted' ? 'compile_error' : source;
      json(submission(track, verdict))(asked, response);
    },
  });
  expect(ok).toBe(false);
  expect(stdout).toContain('5 of 6 verdicts as expected');
  expect(stdout).toContain(
    '✗ python/accepted.py on canary (python-canary@0123456789ab, canary-compile_error): expected accepted, got compile_error\nmain.py:1: no\n',
  );
});

test('the right verdict from another release than the one bound is not as expected', async () => {
  const { ok } = await run({
    'POST /v1/submissions': (asked, response) => {
      const { source } = asked.body as { source: string };
      json(submission('stable', source))(asked, response);
    },
  });
  expect(ok).toBe(false);
});

test('a verdict that takes longer than one wait is waited for', async () => {
  const running = { ...submission('stable', 'accepted'), state: 'running', result: undefined };
  const { ok } = await run({
    'POST /v1/submissions': (asked, response) => {
      const { source, track } = asked.body as { source: string; track: string };
      if (track === 'stable' && source === 'accepted') json(running, 202)(asked, response);
      else judge(asked, response);
    },
    'GET /v1/submissions/stable-accepted': json(submission('stable', 'accepted')),
  });
  expect(ok).toBe(true);
});

test('it begins when the service is ready and every language is bound on every track', async () => {
  const { ok, stderr } = await run({
    'GET /readyz': inTurn(
      json({ ready: false, checks: [{ name: 'redis', ok: false, detail: 'starting' }] }, 503),
      json(ready),
    ),
    'GET /v1/languages': inTurn(json(onTracks('stable')), json(onTracks('stable', 'canary'))),
  });
  expect(ok).toBe(true);
  expect(stderr).toContain('… waiting for redis (starting)\n… waiting for python on canary\n');
});

test('what never gets ready is named', async () => {
  const routes = { 'GET /v1/languages': json(onTracks('stable')) };
  await expect(run(routes, 300)).rejects.toThrow('missing: python on canary');
});

test('the samples that ship have all seven languages, each with an accepted, a wrong and a failing program', async () => {
  const table = new URL('../../programs/samples/samples.yaml', import.meta.url).pathname;
  const shipped = await readSamples(table);
  const languages = [...new Set(shipped.map(({ language }) => language))].sort();
  expect(languages).toEqual(['c', 'cpp', 'go', 'java', 'javascript', 'python', 'rust']);
  for (const language of languages) {
    const verdicts = shipped.filter((each) => each.language === language).map(({ verdict }) => verdict);
    expect(verdicts).toContain('accepted');
    expect(verdicts).toContain('wrong_answer');
    expect(verdicts.some((verdict) => verdict === 'compile_error' || verdict === 'runtime_error')).toBe(true);
  }
});
