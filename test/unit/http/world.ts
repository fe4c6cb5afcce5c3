/** A small Serin behind the HTTP ports: records in memory, verdicts when the test says so. */
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../../src/http/app.ts';
import type { HttpOptions } from '../../../src/http/options.ts';
import type { HttpPorts, SubmitRequest } from '../../../src/http/ports.ts';
import { runtimeDiff } from '../../../src/fingerprint/runtime-diff.ts';
import { SerinError } from '../../../src/domain/errors.ts';
import type { StoredEvent, SubmissionEvent } from '../../../src/domain/events.ts';
import type { Place } from '../../../src/domain/place.ts';
import type { DifficultyEstimate } from '../../../src/domain/problem-sums.ts';
import type { Logger } from '../../../src/domain/logger.ts';
import type { Rejudge, RejudgeItem } from '../../../src/domain/rejudge.ts';
import { matchesFilter } from '../../../src/domain/submission-filter.ts';
import type { SubmissionRecord } from '../../../src/domain/submission.ts';
import type { SubmissionResult } from '../../../src/domain/verdict.ts';
import { openControl } from '../../../src/main/control.ts';
import { controlWorld, gcc16 } from '../../support/control-world.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';
import { problemsInMemory } from '../../support/kept-problems.ts';
import type { ProblemsInMemory } from '../../support/kept-problems.ts';

export const traceId = '0af7651916cd43dd8448eb211c80319c';

export const decision = {
  track: 'canary',
  runtime: 'cpp-16',
  fingerprint: 'cpp-16.2.0@ba9876543210',
  rule: 'everyone',
  bucket: 12,
  reason: 'SPLIT',
  revision: 3,
} as const;

export const accepted: SubmissionResult = {
  verdict: 'accepted',
  score: 100,
  cpuMs: 11.2,
  wallMs: 12,
  memoryBytes: 9_437_184,
  compile: { ok: true, cached: false, log: '', cpuMs: 1, wallMs: 2, memoryBytes: 3 },
  tests: [{ name: '1', verdict: 'accepted', cpuMs: 11.2, wallMs: 12, memoryBytes: 9_437_184, exitCode: 0 }],
  timings: { queuedMs: 1.1, leaseMs: 0.3, compileMs: 0, runMs: 12.6, totalMs: 15 },
  harness: 'abc',
  worker: 'w1',
};

interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** A document as its maker wrote it, white space and all. */
export const bill = '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.6"\n}\n';

export interface World {
  readonly ports: HttpPorts;
  readonly records: Map<string, SubmissionRecord>;
  readonly rejudges: Map<string, Rejudge>;
  readonly submitted: SubmitRequest[];
  /** Pairs of runtimes that were compared. */
  readonly compared: [string, string][];
  /** By key. */
  readonly blobs: Map<string, Buffer>;
  readonly problems: ProblemsInMemory;
  /** Of addresses; one that is not here is none that is public. */
  readonly places: Map<string, Place>;
  /** By problem. */
  readonly estimates: Map<string, DifficultyEstimate>;
  readonly lines: LogLine[];
  /** How many are waiting or following right now. */
  readonly listeners: { count: number };
  readonly put: (record: SubmissionRecord) => void;
  readonly event: (id: string, event: SubmissionEvent) => void;
  readonly finish: (id: string, result?: SubmissionResult) => void;
}

const loggerInto = (lines: LogLine[]): Logger => {
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields: { ...fields } });
  };
  const log: Logger = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return log;
};

export const world = (changes: { judgeAtOnce?: boolean } = {}): World => {
  const records = new Map<string, SubmissionRecord>();
  const events = new Map<string, StoredEvent[]>();
  const submitted: SubmitRequest[] = [];
  const compared: [string, string][] = [];
  const blobs = new Map<string, Buffer>();
  const problems = problemsInMemory();
  const lines: LogLine[] = [];
  const listeners = { count: 0 };
  const rejudges = new Map<string, Rejudge>();
  const places = new Map<string, Place>();
  const estimates = new Map<string, DifficultyEstimate>();
  const changed = new EventEmitter().setMaxListeners(0);

  const put = (record: SubmissionRecord): void => {
    records.set(record.id, record);
    changed.emit('change');
  };
  const event = (id: string, given: SubmissionEvent): void => {
    const list = events.get(id) ?? [];
    events.set(id, [...list, { id: `${list.length + 1}-0`, submission: id, event: given }]);
    changed.emit('change');
  };
  const finish = (id: string, result: SubmissionResult = accepted): void => {
    const record = records.get(id);
    if (record === undefined) throw new Error(`no record ${id}`);
    put({ ...record, state: 'finished', result, finishedAtMs: 2_000 });
    event(id, { type: 'finished', attempt: 1, result });
  };
  const nextChange = async (signal: AbortSignal): Promise<boolean> => {
    listeners.count += 1;
    try {
      await once(changed, 'change', { signal });
      return true;
    } catch {
      return false;
    } finally {
      listeners.count -= 1;
    }
  };

  const ports: HttpPorts = {
    submissions: {
      submit: (request) => {
        const repeatedId = request.idempotency && `key-${request.idempotency.key}`;
        const earlier = repeatedId === undefined ? undefined : records.get(repeatedId);
        if (earlier !== undefined) {
          if (submitted.every((one) => one.idempotency?.digest !== request.idempotency?.digest)) {
            throw new SerinError(
              'IDEMPOTENCY_MISMATCH',
              'this Idempotency-Key came with another request before',
            );
          }
          return Promise.resolve({ record: earlier, repeated: true });
        }
        submitted.push(request);
        const id = repeatedId ?? `id-${submitted.length}`;
        put(
          recordOf({
            id,
            spec: request.spec,
            testCount: request.problem?.tests ?? request.material.tests.length,
          }),
        );
        const record = records.get(id) ?? recordOf({ id });
        event(id, { type: 'queued', attempt: 1, decision });
        if (changes.judgeAtOnce === true) finish(id);
        return Promise.resolve({ record, repeated: false });
      },
      read: (id) => Promise.resolve(records.get(id)),
      waitFinished: async (id, waitMs, signal) => {
        const over = new AbortController();
        const end = (): void => over.abort();
        const deadline = setTimeout(end, waitMs);
        signal.addEventListener('abort', end);
        while (records.get(id)?.state !== 'finished' && (await nextChange(over.signal)));
        clearTimeout(deadline);
        signal.removeEventListener('abort', end);
        return records.get(id);
      },
      follow: async function* (id, afterEventId, signal) {
        let taken = afterEventId === undefined ? 0 : Number.parseInt(afterEventId, 10);
        for (;;) {
          const list = events.get(id) ?? [];
          for (const stored of list.slice(taken)) {
            taken += 1;
            yield stored;
          }
          if (list.at(-1)?.event.type === 'finished') return;
          if (!(await nextChange(signal))) return;
        }
      },
      list: ({ tenant, filter, limit, cursor = '0' }) => {
        const all = [...records.values()].filter(
          (record) => record.spec.tenant === tenant && matchesFilter(filter, record),
        );
        const from = Number(cursor);
        const page = all.reverse().slice(from, from + limit);
        return Promise.resolve({
          records: page,
          ...(from + limit < all.length ? { cursor: String(from + limit) } : {}),
        });
      },
      cancel: (id) => {
        if (records.get(id)?.state === 'finished') return Promise.resolve(false);
        finish(id, { ...accepted, verdict: 'cancelled', score: 0, tests: [] });
        return Promise.resolve(true);
      },
    },
    rejudges: rejudgesIn(rejudges),
    blobs: blobsIn(blobs),
    problems: problems.problems,
    verify: ({ id }) =>
      Promise.reject(new SerinError('PROBLEM_NOT_FOUND', `there is no problem ${id} to verify`)),
    catalogue: {
      languages: () =>
        Promise.resolve([
          {
            language: 'cpp',
            family: 'cpp',
            displayName: 'C++',
            extensions: ['.cpp'],
            sourceFile: 'main.cpp',
            compiled: true,
            editor: { codemirror: 'cpp', monaco: 'cpp', template: 'int main() {}' },
            multipliers: { time: 1, memory: 1 },
            tracks: [
              {
                track: 'stable',
                runtime: 'cpp-14',
                version: '14.2.0',
                fingerprint: 'cpp-14.2.0@0123456789ab',
              },
            ],
          },
        ]),
      runtimes: () => Promise.resolve([factsOf()]),
      workers: () =>
        Promise.resolve([
          {
            name: 'w1',
            track: 'stable',
            state: 'ready',
            slots: 1,
            busy: 0,
            fingerprints: [],
            harness: 'abc',
            startedAtMs: 1,
            seenAtMs: 2,
          },
        ]),
    },
    control: openControl(
      controlWorld({ runtimes: [factsOf(), gcc16], bindings: [bindingOf()] }).ports,
      { trusted: [] },
      () => Promise.resolve(),
    ),
    materials: {
      bill: (runtime) =>
        runtime === 'cpp-15'
          ? Promise.reject(new SerinError('RUNTIME_NOT_FOUND', 'no worker has a runtime cpp-15'))
          : Promise.resolve({ fingerprint: factsOf().fingerprint, document: bill }),
      diff: (from, to) => {
        compared.push([from, to]);
        return Promise.resolve(runtimeDiff({ facts: factsOf() }, { facts: factsOf() }));
      },
    },
    service: {
      readiness: () =>
        Promise.resolve({ ready: true, checks: [{ name: 'redis', ok: true, detail: 'answers' }] }),
      metrics: () =>
        Promise.resolve({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'up 1\n' }),
      version: {
        serin: '0.1.0',
        commit: '1fa6633c8f1de9c2f0b0a4c1d0e6b2a7f3c4d5e6',
        dirty: false,
        release: '0.1.0+1fa6633',
        builtAtMs: 3,
        node: 'v20',
      },
    },
    facts: {
      userLevels: () => ['newcomer', 'regular', 'expert'],
      placeOf: (address) => places.get(address),
      regionOf: ({ city }) => (city === 'Shanghai' ? 'cn-east' : undefined),
      difficultyOf: (_tenant, problem) => estimates.get(problem),
      latestDifficultyOf: (_tenant, problem) => Promise.resolve(estimates.get(problem)),
    },
    newTraceId: () => traceId,
    log: loggerInto(lines),
  };
  return {
    ...{ ports, records, rejudges, submitted, compared, blobs, problems, places, estimates },
    ...{ lines, listeners, put, event, finish },
  };
};

/** Two items each: one that has changed, one that waits. */
const rejudgesIn = (rejudges: Map<string, Rejudge>): HttpPorts['rejudges'] => {
  const read = (id: string): Promise<Rejudge> => {
    const found = rejudges.get(id);
    return found === undefined
      ? Promise.reject(new SerinError('NOT_FOUND', 'there is no such rejudge'))
      : Promise.resolve(found);
  };
  return {
    open: (plan) => {
      const id = `rejudge-${rejudges.size + 1}`;
      rejudges.set(id, {
        id,
        plan,
        phase: 'running',
        paused: false,
        createdAtMs: 5_000,
        total: 2,
        truncated: false,
        next: 1,
        judging: 0,
        counts: { same: 0, changed: 1, skipped: 0, failed: 0, cancelled: 0 },
        changes: [{ from: 'accepted', to: 'wrong_answer', count: 1 }],
        scanned: '',
      });
      return read(id);
    },
    read,
    list: (limit) => Promise.resolve([...rejudges.values()].reverse().slice(0, limit)),
    items: (_id, numbers) => Promise.resolve(rejudgeItems.filter(({ number }) => numbers.includes(number))),
    control: async (id, act) => {
      const found = await read(id);
      if (found.phase === 'cancelled') throw new SerinError('CONFLICT', 'it is over');
      const changed: Rejudge = {
        ...found,
        paused: act === 'pause',
        ...(act === 'cancel' ? { phase: 'cancelled' as const } : {}),
      };
      rejudges.set(id, changed);
      return changed;
    },
  };
};

const side = { verdict: 'accepted', score: 100, cpuMs: 1, wallMs: 1, memoryBytes: 1 } as const;

const rejudgeItems: readonly RejudgeItem[] = [
  {
    number: 0,
    submission: 'id-1',
    state: 'done',
    attempt: 2,
    old: { ...side, track: 'stable', fingerprint: 'cpp-14@1' },
    new: { ...side, verdict: 'wrong_answer', score: 0, track: 'canary', fingerprint: 'cpp-16@1' },
  },
  { number: 1, submission: 'id-2', state: 'waiting' },
];

const blobsIn = (blobs: Map<string, Buffer>): HttpPorts['blobs'] => {
  const find = (key: string) => Promise.resolve(blobs.get(key)?.length);
  return {
    put: async (source, { maxBytes, expectedKey }) => {
      const pieces: Buffer[] = [];
      for await (const piece of source) {
        pieces.push(piece);
        if (Buffer.concat(pieces).length > maxBytes) throw new SerinError('PAYLOAD_TOO_LARGE', 'too large');
      }
      const bytes = Buffer.concat(pieces);
      const key = createHash('sha256').update(bytes).digest('hex');
      if (expectedKey !== undefined && key !== expectedKey) {
        throw new SerinError('DIGEST_MISMATCH', `the bytes have the digest sha256:${key}`);
      }
      const created = !blobs.has(key);
      blobs.set(key, bytes);
      return { key, bytes: bytes.length, created };
    },
    find,
    touch: find,
    read: (key) => {
      const bytes = blobs.get(key);
      return bytes === undefined
        ? Promise.reject(new SerinError('BLOB_NOT_FOUND', `there is no blob ${key}`))
        : Promise.resolve({ bytes: bytes.length, stream: Readable.from([bytes]) });
    },
  };
};

export const recordOf = (changes: Partial<SubmissionRecord> = {}): SubmissionRecord => ({
  id: 'id-0',
  version: 1,
  spec: {
    language: 'cpp',
    limits: { cpuMs: 1, wallMs: 1, memoryBytes: 1, outputBytes: 1, fileBytes: 1, processes: 1 },
    checker: { kind: 'tokens' },
    stopAtFirstFailure: false,
    keepOutputBytes: 0,
    priority: 'practice',
    tenant: 'default',
    user: {},
    client: {},
    traceId,
  },
  testCount: 1,
  material: 'blob-secret',
  state: 'queued',
  attempt: 1,
  attempts: [{ number: 1, decision, startedAtMs: 1_000 }],
  decision,
  createdAtMs: 1_000,
  ...changes,
});

/** The example of the design, section 6. */
export const example = {
  language: 'python',
  source: 'print(sum(map(int, input().split())))',
  tests: [{ name: '1', input: '1 2\n', answer: '3\n' }],
  checker: { kind: 'tokens' },
  limits: { cpuMs: 2000, wallMs: 6000, memoryBytes: 268435456 },
  user: { id: 'u1', level: 3, region: 'cn-east-1', tags: ['beta'] },
  difficulty: 0.4,
  contest: 'weekly-12',
  priority: 'contest',
};

export interface Answered {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

/** The smallest request that is accepted, with what a test changes about it. */
export const minimal = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  language: 'cpp',
  source: 'int main() {}',
  tests: [{ input: '' }],
  ...changes,
});

export const call = async (
  app: FastifyInstance,
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  given: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answered> => {
  const text = typeof given.body === 'string' || Buffer.isBuffer(given.body);
  const response = await app.inject({
    method,
    url,
    headers: {
      ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...given.headers,
    },
    ...(given.body === undefined
      ? {}
      : { payload: text ? (given.body as string) : JSON.stringify(given.body) }),
  });
  const isJson = String(response.headers['content-type']).includes('json');
  return {
    status: response.statusCode,
    headers: response.headers,
    body: isJson ? (JSON.parse(response.body) as Record<string, unknown>) : { text: response.body },
  };
};

export const submit = (
  app: FastifyInstance,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> => call(app, 'POST', '/v1/submissions', { body, headers });

/** JSON pointers of every fault in a problem. */
export const pointers = (answered: Answered): string[] =>
  ((answered.body['errors'] ?? []) as { pointer: string }[]).map(({ pointer }) => pointer);

export const appOf = (here: World, options: Partial<HttpOptions> = {}): Promise<FastifyInstance> =>
  buildApp(here.ports, options);
