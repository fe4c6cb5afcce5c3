/** What the reader of a format made of a package, before it is put in order and checked. */
import type { ProblemDefinition, ProblemGroup, ProblemTest } from '../domain/problem.ts';
import type { Place } from './faults.ts';
import type { PackageFile } from './package-files.ts';

export interface DraftGroup extends ProblemGroup {
  readonly place: Place;
}

export interface DraftTest extends Omit<ProblemTest, 'input' | 'answer'> {
  readonly place: Place;
  /** Absent: the input is empty. */
  readonly input?: PackageFile;
  readonly answer?: PackageFile;
  /** It was said that there is no answer. */
  readonly answerless?: true;
}

export interface Draft extends Omit<ProblemDefinition, 'version' | 'groups' | 'tests'> {
  readonly groups: readonly DraftGroup[];
  readonly tests: readonly DraftTest[];
}
