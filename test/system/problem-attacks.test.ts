/**
 * Problems that are broken or hostile, over HTTP with keys, judged in real containers. What has to hold whatever they do: nothing is accepted by
 * mistake, nobody is blamed for a program of the problem's, who submits sees nothing of a secret answer, and the next one is judged as ever.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { eventually } from '../support/submissions.ts';

const keyOf = (name: string): string => `${name}-0123456789abcdef`;
const answer = 'SECRETANSWER';
const head = 'apiVersion: serin/v1\nkind: Problem\ntitle: A\ntests: t/*.in\n';
const echo = 'print(input())';

let service: Service;

beforeAll(async () => {
  service = await startService({
    workerName: 'serin-problem-attacks',
    slotBase: 250,
    flags: ['--slots', '1'],
    env: { SERIN_API_KEYS: `ops:operator:uni:${keyOf('ops')},web:submitter:uni:${keyOf('web')}` },
    untilReady: false,
  });
  const isReady = (): Promise<boolean> =>
    fetch(`${service.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually('the server takes submissions', isReady, 60_000);
  return () => service.close();
}, 120_000);

type Files = Readonly<Record<string, string>>;

const zipOf = async (files: Files): Promise<Uint8Array<ArrayBuffer>> => {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return new Uint8Array(Buffer.concat(pieces));
};

interface Answered {
  readonly status: number;
  readonly text: string;
}

const ask = async (as: string, method: string, path: string, body?: object): Promise<Answered> => {
  const packed = body instanceof Uint8Array;
  const answered = await fetch(`${service.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${keyOf(as)}`,
      ...(body === undefined || packed ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined
      ? {}
      : { body: packed ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
  });
  return { status: answered.status, text: await answered.text() };
};

interface Test {
  readonly verdict: string;
  readonly detail?: string;
  readonly judgeMessage?: string;
}

interface Submission {
  readonly id: string;
  readonly state: string;
  readonly result?: { readonly verdict: string; readonly tests: readonly Test[] };
}

/** Puts the problem, submits as a submitter, and looks for the answer in everything that a submitter can see of it. */
const attack = async (id: string, yaml: string, files: Files, source = echo): Promise<Submission> => {
  const whole = { 'problem.yaml': head + yaml, 't/1.in': '1\n', 't/1.ans': `${answer}\n`, ...files };
  const put = await ask('ops', 'PUT', `/v1/problems/${id}`, await zipOf(whole));
  expect([200, 201], put.text).toContain(put.status);
  const body = { language: 'python', source, problem: id };
  const { text } = await ask('web', 'POST', '/v1/submissions?wait=40s', body);
  const submission = JSON.parse(text) as Submission;
  expect(submission.state, text).toBe('finished');
  const seen = [
    `/v1/submissions/${submission.id}`,
    `/v1/submissions/${submission.id}/events`,
    `/v1/submissions?problem=${id}`,
    `/v1/problems/${id}`,
  ];
  for (const path of seen) expect((await ask('web', 'GET', path)).text, path).not.toContain(answer);
  expect(text).not.toContain(answer);
  return submission;
};

const only = ({ result }: Submission): Test | undefined => result?.tests[0];

const limits = 'limits: { cpuMs: 500, wallMs: 2500 }';

describe('a checker', () => {
  const testlib = (source: string) =>
    [`checker: { program: c.py, ${limits} }\n`, { 'c.py': `import os, sys\n${source}\n` }] as const;
  const kattis = (source: string) =>
    [
      `checker: { program: c.py, protocol: kattis, ${limits} }\n`,
      { 'c.py': `import os, sys\nf = sys.argv[3]\n${source}\n` },
    ] as const;

  test.each([
    ['loops', '(cpu|wall)', testlib('while True: pass')],
    ['sleeps', 'wall', testlib('import time; time.sleep(60)')],
    ['shows the answer and dies', 'exit:1', testlib('raise ValueError(open(sys.argv[3]).read())')],
    ['talks and dies', 'exit:1', testlib('print("x", file=sys.stderr); raise ValueError')],
    ['cannot be parsed', 'compile:exit:1', testlib('if x')],
    ['exits with nonsense', 'exit:42', testlib('sys.exit(42)')],
    ['floods', 'output', testlib('while True: print("x" * 100000)')],
    ['gives 1e400 points', 'points', testlib('sys.stderr.write("points 1e400"); sys.exit(7)')],
    ['gives points that are no number', 'points', testlib('sys.stderr.write("points nan"); sys.exit(7)')],
    [
      'accepts with a score of infinity',
      'score',
      kattis('open(f + "score.txt", "w").write("inf"); sys.exit(42)'),
    ],
    ['says nothing at all', 'exit:0', kattis('sys.exit(0)')],
    [
      'fills its feedback',
      'feedback-too-large',
      kattis('open(f + "judgemessage.txt", "w").write("x" * 3000000); sys.exit(42)'),
    ],
    ...[
      ['hides its score', 'os.mkdir(f + "score.txt")'],
      ['moves its feedback away', 'open(f + "score.txt", "w").write("0"); os.rename("feedback", "x")'],
    ].map(
      ([what = '', source = '']) => [what, 'feedback-spoiled', kattis(`${source}; sys.exit(42)`)] as const,
    ),
  ] as const)('that %s is judge:%s', async (_, detail, [yaml, files]) => {
    const submission = await attack('checker', yaml, files);
    expect(submission.result?.verdict, JSON.stringify(submission)).toBe('system_error');
    expect(only(submission)?.detail).toMatch(new RegExp(`^judge:${detail}$`));
  });

  test('that makes its score unreadable is held to it', async () => {
    const hide =
      'open(f + "score.txt", "w").write("0"); os.chmod(f + "score.txt", 0); os.chmod(f, 0); sys.exit(42)';
    const [yaml, files] = kattis(hide);
    const submission = await attack('hiding', yaml, files);
    expect(submission.result?.verdict, JSON.stringify(submission)).not.toBe('accepted');
  });

  test('that says the answer as its message says it to the judges alone', async () => {
    const [yaml, files] = testlib('sys.stderr.write(open(sys.argv[3]).read() * 9000); sys.exit(1)');
    const submission = await attack('quoting', yaml, files);
    expect(submission.result?.verdict).toBe('wrong_answer');
    const { text } = await ask('ops', 'GET', `/v1/submissions/${submission.id}`);
    expect((JSON.parse(text) as Submission).result?.tests[0]?.judgeMessage).toContain(answer);
  });
});

describe('an interactor', () => {
  const interactor = (source: string) =>
    [
      `limits: { cpuMs: 500, wallMs: 1000 }\ninteractor: { program: i.py, protocol: kattis, ${limits} }\n`,
      { 'i.py': `import os, sys, time\n${source}\n` },
    ] as const;
  const conversation = 'print(5, flush=True)\nsys.exit(42 if sys.stdin.readline() == "5\\n" else 43)';

  test.each([
    ['that never reads', 'time.sleep(60)', 'print("x" * 10000000)', 'system_error', 'judge:wall'],
    ['that dies', 'raise ValueError(open(sys.argv[2]).read())', echo, 'system_error', 'judge:exit:1'],

    ['to whom nobody speaks', conversation, 'pass', 'wrong_answer', undefined],
    [
      'whose partner closes everything and waits',
      conversation,
      'import os, time\nos.close(0); os.close(1); time.sleep(0.3)',
      'wrong_answer',
      undefined,
    ],
    ['that waits for nothing', 'sys.stdin.read(); sys.exit(43)', 'input()', 'time_limit_exceeded', 'wall'],
  ])('%s', { timeout: 40_000 }, async (_, source, program, verdict, detail) => {
    const [yaml, files] = interactor(source);
    const submission = await attack('interactor', yaml, files, program);
    expect(submission.result?.verdict, JSON.stringify(submission)).toBe(verdict);
    expect(only(submission)?.detail).toBe(detail);
  });

  test('is judged as ever after all of them', async () => {
    const submission = await attack('interactor', ...interactor(conversation));
    expect(submission.result?.verdict, JSON.stringify(submission)).toBe('accepted');
  });
});

describe('a submission', () => {
  test.each([
    ['floods', 'while True: print("x" * 100000)', 'output_limit_exceeded'],
    [
      'writes no text',
      `import sys; sys.stdout.buffer.write(b"\\xff\\0${answer.slice(0, 5)}")`,
      'wrong_answer',
    ],
    ['closes its streams', 'import os; os.close(0); os.close(1)', 'wrong_answer'],
    [
      'looks for pipes and answers',
      'import os\nfor root, _, files in os.walk("/app"):\n  for f in files: print(open(os.path.join(root, f)).read())\nos.listdir("/.serin-pipes")',
      'runtime_error',
    ],
  ])('that %s', async (_, source, verdict) => {
    const submission = await attack('plain', '', {}, source);
    expect(submission.result?.verdict, JSON.stringify(submission)).toBe(verdict);
  });

  test('is judged by the revision that it was accepted with, though the problem is replaced and deleted meanwhile', async () => {
    const files = { 'problem.yaml': head, 't/1.in': '1\n' };
    await ask('ops', 'PUT', '/v1/problems/moving', await zipOf({ ...files, 't/1.ans': '1\n' }));
    const source = 'import time; time.sleep(1)\nprint(1)';
    const body = { language: 'python', source, problem: 'moving' };
    const { id } = JSON.parse((await ask('web', 'POST', '/v1/submissions', body)).text) as Submission;
    await ask('ops', 'PUT', '/v1/problems/moving', await zipOf({ ...files, 't/1.ans': '2\n' }));
    await ask('ops', 'DELETE', '/v1/problems/moving');
    const { text } = await ask('web', 'GET', `/v1/submissions/${id}?wait=30s`);
    expect((JSON.parse(text) as Submission).result?.verdict, text).toBe('accepted');
    expect((await ask('web', 'POST', '/v1/submissions', body)).status).toBe(422);
  });
});
