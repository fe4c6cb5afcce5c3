import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { defaultLimits } from '../../../src/domain/limits.ts';
import type { ProblemSubmission } from '../../../src/domain/problem.ts';
import { verifyProblem } from '../../../src/intake/verify-problem.ts';
import type { VerifyPorts, VerifyRequest } from '../../../src/intake/verify-problem.ts';
import type { SubmitRequest } from '../../../src/intake/submit.ts';
import { blobsOf, definitionOf } from '../../support/problems.ts';
import { recordOf } from '../http/world.ts';

const { file, testOf } = blobsOf();

const of = (name: string, more: Partial<ProblemSubmission> = {}): ProblemSubmission => ({
  name,
  files: [file(name, name)],
  expected: ['accepted'],
  ...more,
});

const request: VerifyRequest = {
  tenant: 'uni',
  id: 'p',
  tracks: ['stable'],
  only: [],
  timeFactor: 1,
  keepOutputBytes: 0,
  traceId: '0'.repeat(32),
};

const world = (submissions: readonly ProblemSubmission[], unbound: readonly string[] = []) => {
  const sent: SubmitRequest[] = [];
  const reference = { id: 'p', revision: 3, digest: 'd' };
  const ports: VerifyPorts = {
    problem: () =>
      Promise.resolve({
        reference,
        definition: definitionOf({ limits: { cpuMs: 500 }, tests: [testOf('1', '', '')], submissions }),
      }),
    read: () => Promise.resolve(Buffer.from('text')),
    languages: () =>
      Promise.resolve([
        { language: 'cpp17', family: 'cpp', extensions: ['.cpp'] },
        { language: 'cpp', family: 'cpp', extensions: ['.cpp'] },
        { language: 'python', family: 'python', extensions: ['.py'] },
      ]),
    submit: (given) => {
      if (unbound.includes(given.spec.track ?? '')) {
        return Promise.reject(new SerinError('UNKNOWN_TRACK', 'it has no track of that name'));
      }
      sent.push(given);
      return Promise.resolve({ record: { ...recordOf(), id: `s${sent.length}` }, repeated: false });
    },
    defaults: defaultLimits,
  };
  return { ports, sent };
};

describe("a problem's own submissions", () => {
  test('are judged by its revision, pinned to the track, behind everybody else', async () => {
    const { ports, sent } = world([of('accepted/a.py', { timing: 'accepted' })]);
    const verification = await verifyProblem(ports, { ...request, tracks: ['stable', 'canary'] });
    expect(verification.submissions).toMatchObject([
      { name: 'accepted/a.py', track: 'stable', language: 'python', submission: 's1', timing: 'accepted' },
      { name: 'accepted/a.py', track: 'canary', language: 'python', submission: 's2' },
    ]);
    expect(sent[0]).toMatchObject({
      spec: { problemRevision: { revision: 3 }, track: 'stable', priority: 'rejudge', tenant: 'uni' },
      problem: { tests: 1 },
    });
    expect(sent[0]?.spec.limits).toMatchObject({ cpuMs: 500, wallMs: 1_500 });
  });

  test('are taken for the language that a family is named after, unless the package says which', async () => {
    const { ports, sent } = world([of('a.cpp'), of('b.cpp', { language: 'cpp17' })]);
    await verifyProblem(ports, request);
    expect(sent.map(({ spec }) => spec.language)).toEqual(['cpp', 'cpp17']);
  });

  test('may run for longer than the limit, so that they tell how slow they are', async () => {
    const { ports, sent } = world([of('a.py')]);
    await verifyProblem(ports, { ...request, timeFactor: 3 });
    expect(sent[0]?.spec.limits).toMatchObject({ cpuMs: 1_500, wallMs: 4_500 });
  });

  test('in languages that are not here, or not on a track, are named with the reason and keep none from being judged', async () => {
    const { ports, sent } = world([of('a.zig'), of('b.py')], ['canary']);
    const verification = await verifyProblem(ports, { ...request, tracks: ['canary', 'stable'] });
    expect(verification.skipped).toEqual([
      { name: 'a.zig', reason: 'no language here takes it: .zig' },
      { name: 'b.py', track: 'canary', reason: 'it has no track of that name' },
    ]);
    expect(sent).toHaveLength(1);
  });

  test('that match no name given, or are none at all, are a request that is not valid', async () => {
    await expect(verifyProblem(world([of('a.py')]).ports, { ...request, only: ['slow'] })).rejects.toThrow(
      'no submission of problem p has a name with slow in it',
    );
    await expect(verifyProblem(world([]).ports, request)).rejects.toThrow('has no submissions of its own');
  });
});
