/** Definitions of problems for tests, and problems in memory whose packages are definitions as JSON. */
import { createHash } from 'node:crypto';
import { SerinError } from '../../src/domain/errors.ts';
import type { ProblemDefinition, ProblemRevision } from '../../src/domain/problem.ts';
import type { StoredData } from '../../src/domain/submission.ts';
import type { Problems } from '../../src/http/problems-port.ts';
import { putProblem } from '../../src/problems/keep-problem.ts';

export const dataOf = (text: string): StoredData => ({
  digest: createHash('sha256').update(text).digest('hex'),
  bytes: Buffer.byteLength(text),
});

/** One sample and one secret test. */
export const aProblem = (changes: Partial<ProblemDefinition> = {}): ProblemDefinition => ({
  version: 1,
  title: 'A + B',
  limits: { cpuMs: 1_000 },
  mode: { kind: 'standard' },
  judge: { kind: 'comparison', checker: { kind: 'lines' } },
  scoring: 'pass-fail',
  groups: [
    { name: '', aggregate: 'sum', requires: [], onReject: 'continue' },
    {
      name: 'sample',
      parent: '',
      aggregate: 'sum',
      requires: [],
      onReject: 'continue',
      sample: true,
    },
    { name: 'secret', parent: '', aggregate: 'min', points: '100', requires: ['sample'], onReject: 'break' },
  ],
  tests: [
    { name: 'sample/1', group: 'sample', input: dataOf('1 2\n'), answer: dataOf('3\n') },
    { name: 'secret/1', group: 'secret', input: dataOf('secret 5 6\n'), answer: dataOf('secret 11\n') },
  ],
  provided: [],
  submissions: [
    {
      name: 'submissions/accepted/a.py',
      files: [{ path: 'a.py', data: dataOf('print()') }],
      expected: ['accepted'],
    },
  ],
  format: 'serin',
  ...changes,
});

/** What a package of these tests is: a definition, or faults. */
export type FakePackage =
  | ProblemDefinition
  | {
      readonly faults: readonly {
        readonly file: string;
        readonly line?: number;
        readonly column?: number;
        readonly message: string;
        readonly severity: 'error' | 'warning';
      }[];
    };

export interface ProblemsInMemory {
  readonly problems: Problems;
  /** By digest. */
  readonly data: Map<string, Buffer>;
  readonly keep: (text: string) => StoredData;
}

/** @param data - blobs that definitions may name. */
export const problemsInMemory = (): ProblemsInMemory => {
  const data = new Map<string, Buffer>();
  const revisions: ProblemRevision[] = [];
  const deleted = new Set<string>();
  const keep = (text: string): StoredData => {
    const stored = dataOf(text);
    data.set(stored.digest, Buffer.from(text));
    return stored;
  };
  const nameOf = (tenant: string, id: string) => `${tenant}:${id}`;
  const newest = (tenant: string, id: string) =>
    revisions.filter((each) => each.tenant === tenant && each.id === id).reverse();
  const live = (tenant: string, id: string) => (deleted.has(nameOf(tenant, id)) ? [] : newest(tenant, id));
  const putBlob = async (source: AsyncIterable<Buffer>): Promise<StoredData> =>
    keep((await gathered(source, Infinity)).toString());
  const problems: Problems = {
    put: (request) => {
      let received: Buffer = Buffer.alloc(0);
      return putProblem(
        {
          receive: async (source, maxBytes) => {
            received = await gathered(source, maxBytes);
            return { path: '', bytes: received.length, dispose: () => Promise.resolve() };
          },
          read: () => {
            const given = JSON.parse(received.toString()) as FakePackage;
            return Promise.resolve(
              'faults' in given
                ? { format: 'serin', faults: given.faults }
                : { format: given.format, definition: given, faults: [] },
            );
          },
          encode: (definition) => Buffer.from(JSON.stringify(definition)),
          putBlob,
          measureBlob: async (source) => dataOf((await gathered(source, Infinity)).toString()),
          putRevision: (given) => {
            const [current] = live(given.tenant, given.id);
            if (current?.digest === given.digest) {
              return Promise.resolve({ revision: current, created: false });
            }
            const revision = { ...given, revision: newest(given.tenant, given.id).length + 1 };
            revisions.push(revision);
            deleted.delete(nameOf(given.tenant, given.id));
            return Promise.resolve({ revision, created: true });
          },
          now: () => 1_000,
        },
        request,
      );
    },
    list: (tenant, { after = '', limit }) => {
      const ids = [...new Set(revisions.filter((each) => each.tenant === tenant).map(({ id }) => id))]
        .filter((id) => live(tenant, id).length > 0 && id > after)
        .sort();
      const page = ids.slice(0, limit);
      const next = ids.length > limit ? page.at(-1) : undefined;
      return Promise.resolve({
        problems: page.flatMap((id) => live(tenant, id).slice(0, 1)),
        ...(next === undefined ? {} : { next }),
      });
    },
    find: (tenant, id, revision) =>
      Promise.resolve(
        revision === undefined
          ? live(tenant, id)[0]
          : newest(tenant, id).find((each) => each.revision === revision),
      ),
    revisions: (tenant, id) => Promise.resolve(live(tenant, id)),
    remove: (tenant, id) => {
      const there = live(tenant, id).length > 0;
      deleted.add(nameOf(tenant, id));
      return Promise.resolve(there);
    },
    definition: (digest) => Promise.resolve(JSON.parse(read(data, digest).toString()) as ProblemDefinition),
    beginning: ({ digest }, maxBytes) => Promise.resolve(read(data, digest).subarray(0, maxBytes)),
  };
  for (const text of ['1 2\n', '3\n', 'secret 5 6\n', 'secret 11\n']) keep(text);
  return { problems, data, keep };
};

const read = (data: ReadonlyMap<string, Buffer>, digest: string): Buffer => {
  const bytes = data.get(digest);
  if (bytes === undefined) throw new SerinError('BLOB_NOT_FOUND', `there is no blob ${digest}`);
  return bytes;
};

const gathered = async (source: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of source) {
    bytes += piece.length;
    if (bytes > maxBytes)
      throw new SerinError('PAYLOAD_TOO_LARGE', `a package may be ${maxBytes} bytes at most`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
};
