/** What built runtimes are made of: bills of materials, and what differs between two. */
import { SerinError } from '../domain/errors.ts';
import type { InstalledPackages } from '../domain/packages.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { RuntimeDiff } from '../domain/runtime-diff.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import { runtimeDiff } from '../fingerprint/runtime-diff.ts';
import type { ComparedRuntime } from '../fingerprint/runtime-diff.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { servedBy } from './change.ts';
import { namedRuntime } from './choose-runtime.ts';

export interface MaterialPorts {
  readonly runtimes: () => Promise<readonly RuntimeFacts[]>;
  readonly workers: () => Promise<readonly WorkerStatus[]>;
  /** What is installed in the image of a fingerprint; undefined where no worker has told. */
  readonly packages: (fingerprint: string) => Promise<InstalledPackages | undefined>;
}

/**
 * @param from, to - names or fingerprints
 * @throws SerinError RUNTIME_NOT_FOUND, CONFLICT
 */
export const compareRuntimes = async (
  ports: MaterialPorts,
  from: string,
  to: string,
): Promise<RuntimeDiff> => {
  const [first, second] = await Promise.all([resolve(ports, from), resolve(ports, to)]);
  const [left, right] = await Promise.all([compared(ports, first), compared(ports, second)]);
  return runtimeDiff(left, right);
};

/**
 * The bill of materials of a runtime, a CycloneDX document.
 *
 * @param name - a name or a fingerprint
 * @throws SerinError RUNTIME_NOT_FOUND, also where no worker has told of its packages; CONFLICT
 */
export const runtimeBill = async (
  ports: MaterialPorts,
  name: string,
): Promise<{ readonly fingerprint: string; readonly document: string }> => {
  const facts = await resolve(ports, name);
  const { fingerprint } = facts;
  const packages = await ports.packages(fingerprint);
  if (packages !== undefined) return { fingerprint, document: billOfMaterials(facts, packages) };
  throw new SerinError('RUNTIME_NOT_FOUND', `no worker has told yet what is installed in ${fingerprint}`);
};

const resolve = async (ports: MaterialPorts, name: string): Promise<RuntimeFacts> => {
  const [runtimes, workers] = await Promise.all([ports.runtimes(), ports.workers()]);
  const facts = namedRuntime(runtimes, name, servedBy(workers));
  if (facts !== undefined) return facts;
  throw new SerinError('RUNTIME_NOT_FOUND', `no worker has told of a runtime ${name}`);
};

const compared = async (ports: MaterialPorts, facts: RuntimeFacts): Promise<ComparedRuntime> => {
  const packages = await ports.packages(facts.fingerprint);
  return packages === undefined ? { facts } : { facts, packages };
};
