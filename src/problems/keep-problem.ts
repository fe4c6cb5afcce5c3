/**
 * How a package becomes a revision of a problem.
 *
 *   bytes ──▶ a file of their own, bounded ──▶ read: blobs and a definition ──▶ the definition's blob ──▶ revision, one script
 *                                                └─ errors: refused, every fault at its place
 *
 * The revision comes last, so whoever sees it finds everything that it names. What an import leaves that breaks off before are blobs
 * that nothing refers to, which a sweep removes. A dry run goes the same way, keeps no blob and makes no revision.
 */
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { blobsOf } from '../domain/problem-blobs.ts';
import type { ProblemDefinition, ProblemRevision } from '../domain/problem.ts';
import type { StoredData } from '../domain/submission.ts';
import type { PackageFault, PackageReading } from './ports.ts';

export type PutBlob = (source: AsyncIterable<Buffer>) => Promise<StoredData>;

export interface KeepPorts {
  /** All bytes in a file of their own. Throws PAYLOAD_TOO_LARGE, STORAGE_FULL and what the source throws; nothing is left then. */
  readonly receive: (
    source: AsyncIterable<Buffer>,
    maxBytes: number,
  ) => Promise<{ readonly path: string; readonly bytes: number; readonly dispose: () => Promise<void> }>;
  readonly read: (path: string, putBlob: PutBlob) => Promise<PackageReading>;
  /** Canonical JSON. */
  readonly encode: (definition: ProblemDefinition) => Buffer;
  readonly putBlob: PutBlob;
  /** Tells what the bytes would be kept as, and keeps nothing. */
  readonly measureBlob: PutBlob;
  /** Throws STORE_UNAVAILABLE. */
  readonly putRevision: (
    revision: Omit<ProblemRevision, 'revision'>,
  ) => Promise<{ readonly revision: ProblemRevision; readonly created: boolean }>;
  readonly now: () => number;
}

export interface PutProblemRequest {
  readonly tenant: string;
  readonly id: string;
  readonly by: string;
  /** Only say what is wrong. */
  readonly dryRun: boolean;
  readonly source: AsyncIterable<Buffer>;
  readonly maxBytes: number;
}

export interface PutProblem {
  readonly format: string;
  readonly title: string;
  readonly tests: number;
  readonly bytes: number;
  readonly warnings: readonly Fault[];
  /** Absent of a dry run. */
  readonly kept?: { readonly revision: ProblemRevision; readonly created: boolean };
}

/** @throws SerinError PACKAGE_INVALID, PAYLOAD_TOO_LARGE, STORAGE_FULL, STORE_UNAVAILABLE */
export const putProblem = async (ports: KeepPorts, request: PutProblemRequest): Promise<PutProblem> => {
  const { id, tenant, by, dryRun } = request;
  const received = await ports.receive(request.source, request.maxBytes);
  try {
    if (received.bytes === 0) throw new SerinError('INVALID_REQUEST', 'the body is empty: send a package');
    const putBlob = dryRun ? ports.measureBlob : ports.putBlob;
    const { definition, faults, format } = await ports.read(received.path, putBlob);
    if (definition === undefined || faults.some(isError)) throw refusal(id, faults);
    const bytes = blobsOf(definition).reduce((sum, blob) => sum + blob.bytes, 0);
    const about = { title: definition.title, tests: definition.tests.length, bytes };
    const put = { ...about, format, warnings: faults.map(placed) };
    if (dryRun) return put;
    const { digest } = await ports.putBlob(once(ports.encode(definition)));
    return { ...put, kept: await ports.putRevision({ ...about, id, tenant, digest, by, atMs: ports.now() }) };
  } finally {
    await received.dispose();
  }
};

async function* once(bytes: Buffer): AsyncIterable<Buffer> {
  yield await Promise.resolve(bytes);
}

const isError = ({ severity }: PackageFault): boolean => severity === 'error';

/** A package can be wrong in a million places. So many are told. */
const mostFaults = 100;

const refusal = (id: string, faults: readonly PackageFault[]): SerinError => {
  const errors = faults.filter(isError);
  const warnings = faults.filter((fault) => !isError(fault));
  const [first] = errors.map(placed);
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  const said = first === undefined ? 'it holds no problem' : `${first.path}: ${first.message}${more}`;
  return new SerinError('PACKAGE_INVALID', `the package of problem ${id} was refused: ${said}`, {
    faults: [
      ...errors.map(placed),
      ...warnings.map(placed).map(({ path, message }) => ({ path, message: `warning: ${message}` })),
    ].slice(0, mostFaults),
  });
};

/** `problem.yaml:3:7`. */
export const placed = ({
  file,
  line,
  column,
  message,
}: Pick<PackageFault, 'file' | 'line' | 'column' | 'message'>): Fault => ({
  path: [file === '' ? 'the package' : file, line, column].filter((part) => part !== undefined).join(':'),
  message,
});
