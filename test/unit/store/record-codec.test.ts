import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { schemaVersion } from '../../../src/domain/submission.ts';
import type { SubmissionRecord } from '../../../src/domain/submission.ts';
import { decodeEvent, decodeRecord, encodeEvent, encodeNewRecord } from '../../../src/store/record-codec.ts';
import { specOf } from '../../support/facts.ts';
import { aDecision, aResult } from '../../support/submissions.ts';

const decision = aDecision();
const record: SubmissionRecord = {
  id: 'id1',
  version: schemaVersion,
  spec: specOf({ checker: { kind: 'floats', abs: 1e-6 }, user: { id: 'ü', tags: [] } }),
  testCount: 2,
  material: 'k',
  state: 'queued',
  attempt: 1,
  attempts: [{ number: 1, decision, startedAtMs: 5 }],
  decision,
  createdAtMs: 5,
};

const fieldsOf = (given: SubmissionRecord): Record<string, string> => {
  const pairs = encodeNewRecord(given);
  const fields: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) fields[pairs[at] ?? ''] = pairs[at + 1] ?? '';
  return fields;
};

test('a record is read back as it was written', () => {
  expect(decodeRecord('id1', fieldsOf(record))).toMatchObject({ record });
});

test('fields of a later release are passed over', () => {
  const fields = {
    ...fieldsOf(record),
    later: 'x',
    result: JSON.stringify({ result: { ...aResult(), later: 1 } }),
  };
  expect(decodeRecord('id1', fields).result).toEqual({ result: aResult() });
});

test('the runs of a test and the time scale of a result are read back as they were written', () => {
  const figures = { cpuMs: 1_050, wallMs: 1_060.5, memoryBytes: 7 };
  const again = { ...figures, name: '1', verdict: 'accepted' as const, cpuMs: 990 };
  const result = aResult({
    timeScale: 1.25,
    tests: [
      {
        ...again,
        runs: [
          { ...figures, verdict: 'time_limit_exceeded' },
          { ...figures, cpuMs: 990, verdict: 'accepted' },
        ],
      },
    ],
  });
  const fields = { ...fieldsOf(record), result: JSON.stringify({ result }) };
  expect(decodeRecord('id1', fields).result).toEqual({ result });
});

const aTest = { name: '1', verdict: 'accepted', cpuMs: 1, wallMs: 1, memoryBytes: 1 } as const;

test('the revision of a problem, groups, points and transcripts are read back as they were written', () => {
  const problemRevision = { id: 'aplusb', revision: 3, digest: 'd'.repeat(64) };
  const points = { got: '12.5', most: '40' };
  const transcript = { entries: [{ from: 'interactor', text: '7\n', atMs: 1.5 }], truncated: true } as const;
  const result = aResult({
    points,
    groups: [{ name: 'secret/1', verdict: 'partial', points }],
    judgedBy: 'cpp-14.2.0@0123456789ab',
    tests: [{ ...aTest, group: 'secret/1', points, judgeMessage: 'for judges', transcript }],
  });
  const spec = { ...record.spec, problem: 'aplusb', problemRevision };
  const fields = { ...fieldsOf({ ...record, spec }), result: JSON.stringify({ result }) };
  for (const each of [fields, { ...fields, spec: JSON.stringify({ ...spec, later: 1 }) }]) {
    const decoded = decodeRecord('id1', each);
    expect(decoded.record.spec).toEqual(spec);
    expect(decoded.result).toEqual({ result });
  }
});

test('what a run wrote is read back as it was written', () => {
  const stream = { text: 'AA==', encoding: 'base64', bytes: 1, truncated: false } as const;
  const result = aResult({ tests: [{ ...aTest, output: { stdout: stream, stderr: stream } }] });
  const fields = {
    ...fieldsOf({ ...record, spec: { ...record.spec, kind: 'run' } }),
    result: JSON.stringify({ result }),
  };
  expect(decodeRecord('id1', fields)).toMatchObject({
    record: { spec: { kind: 'run' } },
    result: { result },
  });
});

test('a record with a result of the release before, which kept no summary beside a blob, is read', () => {
  const fields = {
    ...fieldsOf(record),
    state: 'finished',
    result: JSON.stringify({ blob: 'k' }),
    finishedAtMs: '9',
  };
  expect(decodeRecord('id1', fields)).toMatchObject({ record: { state: 'finished' }, result: { blob: 'k' } });
});

describe('a record that is rejudged', () => {
  const attempts = [
    { number: 1, decision, startedAtMs: 5 },
    {
      number: 2,
      decision: { ...decision, track: 'canary' },
      startedAtMs: 7,
      rejudge: 'r1',
      priority: 'rejudge',
    },
  ] as const;
  const fields = {
    ...fieldsOf({ ...record, attempts, attempt: 2 }),
    ...{ published: '1', result: JSON.stringify({ result: aResult() }), finishedAtMs: '6', state: 'running' },
  };

  test('is finished with its old verdict, and tells of the attempt under way', () => {
    expect(decodeRecord('id1', fields)).toMatchObject({
      record: {
        state: 'finished',
        attempt: 1,
        decision,
        rejudging: { attempt: 2, state: 'running', decision: { track: 'canary' } },
        attempts: [{ number: 1, result: { verdict: 'accepted', finishedAtMs: 6 } }, { number: 2 }],
      },
      current: { attempt: 2, state: 'running' },
    });
  });

  test('has its old verdict still when the attempt gave none, and why', () => {
    const { record: read } = decodeRecord('id1', { ...fields, state: 'finished', 'outcome:2': 'cancelled' });
    expect(read).toMatchObject({ attempt: 1, attempts: [{}, { outcome: 'cancelled' }] });
    expect(read).not.toHaveProperty('rejudging');
  });

  test('whose published attempt is not on record is an error', () => {
    expect(() => decodeRecord('id1', { ...fields, published: '7' })).toThrow(/submission id1 cannot be read/);
  });
});

test('a damaged record is an error that names the submission, whichever field is damaged and however', () => {
  const fields = fieldsOf(record);
  const damaged = fc.record({ field: fc.constantFrom(...Object.keys(fields)), value: fc.string() });
  fc.assert(
    fc.property(damaged, ({ field, value }) => {
      try {
        // Text fields may hold any text; every other either still makes sense or is refused.
        decodeRecord('id1', { ...fields, [field]: value });
      } catch (error) {
        expect(error).toBeInstanceOf(SerinError);
        expect((error as SerinError).code).toBe('INTERNAL');
        expect((error as SerinError).message).toContain('submission id1');
      }
    }),
  );
  for (const [field, value] of [
    ['spec', '{}'],
    ['spec', 'null'],
    ['attempts', '[]'],
    ['attempt', '2'],
    ['attempt', '-1'],
    ['state', 'unheard-of'],
    ['createdAtMs', 'NaN'],
    ['result', '{"verdict":"accepted"}'],
    ['v', '2'],
    ['v', ''],
  ] as const) {
    expect(() => decodeRecord('id1', { ...fields, [field]: value })).toThrow(/submission id1 cannot be read/);
  }
});

test('a missing field is an error', () => {
  for (const field of Object.keys(fieldsOf(record))) {
    if (field === 'track') continue; // For the scripts; the attempts say it too.
    const rest = Object.fromEntries(Object.entries(fieldsOf(record)).filter(([name]) => name !== field));
    expect(() => decodeRecord('id1', rest)).toThrow(/submission id1 cannot be read/);
  }
});

test('every event is read back as it was written', () => {
  for (const event of [
    { type: 'queued', attempt: 1, decision },
    { type: 'compiling', attempt: 1 },
    { type: 'test', attempt: 1, index: 1, count: 2, name: 'a', verdict: 'wrong_answer' },
    { type: 'finished', attempt: 1, kept: { result: aResult() } },
    { type: 'finished', attempt: 1, kept: { blob: 'k' } },
  ] as const) {
    expect(decodeEvent('id1', ['v', '1', 'e', encodeEvent(event)])).toEqual(event);
  }
});

test('an event that nobody knows is an error that names the submission', () => {
  expect(() => decodeEvent('id1', ['v', '1', 'e', '{"type":"unheard-of"}'])).toThrow(/submission id1/);
  expect(() => decodeEvent('id1', [])).toThrow(/submission id1/);
});

test('everything that gray rules decide by is read back as it was written, by the quick way', () => {
  const spec = specOf({
    user: {
      ...{ id: 'u1', level: 2, levelName: 'expert', tags: ['beta'] },
      ...{ region: 'cn-east', regionSource: 'address', geohash: 'wx4g0bm6c' },
    },
    client: { id: 'c1', device: 'cli', deviceSource: 'agent' },
    difficulty: 0.4,
    difficultyEstimate: { deviation: 0.05, submissions: 120 },
    topics: ['graphs', 'trees'],
    headers: { 'x-course': 'CS 101' },
    inboundReleaseTag: 'web-7',
  });
  expect(decodeRecord('id1', fieldsOf({ ...record, spec })).record.spec).toEqual(spec);
});
