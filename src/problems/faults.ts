/** What is wrong with a package, all of it in one reading, but not without end. */
import type { PackageFault } from './ports.ts';

export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Of each severity. A package of a hundred thousand broken tests is told as well by the first five hundred. */
const mostFaults = 500;

export class FaultLog {
  readonly #faults: PackageFault[] = [];
  readonly #seen = { error: 0, warning: 0 };

  error(place: Place | string, message: string): void {
    this.#add('error', place, message);
  }

  warning(place: Place | string, message: string): void {
    this.#add('warning', place, message);
  }

  get hasErrors(): boolean {
    return this.#seen.error > 0;
  }

  /** By place. */
  list(): readonly PackageFault[] {
    const rest = (['error', 'warning'] as const)
      .filter((severity) => this.#seen[severity] > mostFaults)
      .map((severity): PackageFault => {
        const more = this.#seen[severity] - mostFaults;
        return { file: '', message: `there are ${more} more ${severity}s like these`, severity };
      });
    return [...inReadingOrder(this.#faults), ...rest];
  }

  #add(severity: PackageFault['severity'], place: Place | string, message: string): void {
    this.#seen[severity] += 1;
    if (this.#seen[severity] > mostFaults) return;
    this.#faults.push({ ...(typeof place === 'string' ? { file: place } : place), message, severity });
  }
}

/** Files in the order in which something was found in them; each from its beginning to its end. */
const inReadingOrder = (faults: readonly PackageFault[]): PackageFault[] => {
  const files = new Map<string, number>();
  for (const { file } of faults) if (!files.has(file)) files.set(file, files.size);
  const rank = ({ file }: PackageFault): number => files.get(file) ?? 0;
  return [...faults].sort(
    (a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
};

/** Ends the reading of a package: what comes after it cannot be read, or is more than is read. */
export class Refusal extends Error {
  readonly place: Place;

  constructor(place: Place | string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'Refusal';
    this.place = typeof place === 'string' ? { file: place } : place;
  }
}
