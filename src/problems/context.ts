import type { StoredData } from '../domain/submission.ts';
import type { FaultLog } from './faults.ts';
import type { Languages } from './languages.ts';
import type { OpenPackage } from './open-package.ts';
import type { PackageFiles } from './package-files.ts';
import type { PackageBounds } from './ports.ts';

/** What the reader of a format is given. */
export interface ReadContext {
  readonly files: PackageFiles;
  readonly faults: FaultLog;
  readonly languages: Languages;
  readonly bounds: PackageBounds;
  /** What the package is called where it does not say so. */
  readonly name: string;
  readonly inner: OpenPackage['inner'];
  /** Puts bytes that are no file of the package. */
  readonly putBytes: (bytes: Buffer) => Promise<StoredData>;
}
