/**
 * DMOJ's test cases as groups.
 *
 * A batch is a group that gives the least share of its cases, and is left at the first one that fails. Cases by themselves lie in the root, or, where
 * there are batches too, in groups of their own between them, so that the order stands. A case or batch of 0 points is a pretest: where it fails,
 * nothing behind it is judged, so all groups behind it require its group.
 */
import type { Checker } from '../../domain/checker.ts';
import type { ReadContext } from '../context.ts';
import { decimalOf, isNegative } from '../decimal.ts';
import type { DraftGroup, DraftTest } from '../draft.ts';
import type { Place } from '../faults.ts';
import type { PackageFile } from '../package-files.ts';
import { joined } from '../package-path.ts';
import { dmojChecker } from './dmoj-checker.ts';
import type { DmojCase } from './dmoj-schema.ts';

export interface CasesWish {
  readonly fileOf: (path: string) => PackageFile | undefined;
  /** Points of cases that state none. */
  readonly points: number | string | undefined;
  readonly placeOf: (index: number, inner?: number) => Place;
}

export interface DmojTests {
  readonly groups: readonly DraftGroup[];
  readonly tests: readonly DraftTest[];
}

export const dmojTests = (context: ReadContext, cases: readonly DmojCase[], wish: CasesWish): DmojTests => {
  const builder = new CaseBuilder(context, wish);
  const simple = cases.every((each) => each.batched === undefined && !isZero(each.points ?? wish.points));
  builder.open({ name: '', place: wish.placeOf(-1) });
  cases.forEach((each, index) => {
    if (simple) builder.add(each, '', wish.placeOf(index), 'own');
    else builder.place(each, index);
  });
  return builder.result();
};

const isZero = (points: number | string | undefined): boolean => points !== undefined && Number(points) === 0;

class CaseBuilder {
  readonly #context: ReadContext;
  readonly #wish: CasesWish;
  readonly #groups: DraftGroup[] = [];
  readonly #tests: DraftTest[] = [];
  readonly #pretests: string[] = [];
  /** The group of cases by themselves that is being filled. */
  #run: string | undefined;
  #counts = { batch: 0, cases: 0, pretests: 0 };
  readonly #numbers = new Map<string, number>();

  constructor(context: ReadContext, wish: CasesWish) {
    this.#context = context;
    this.#wish = wish;
  }

  result(): DmojTests {
    return { groups: this.#groups, tests: this.#tests };
  }

  open(group: Partial<DraftGroup> & Pick<DraftGroup, 'name' | 'place'>): void {
    const parent = group.name === '' ? {} : { parent: '' };
    this.#groups.push({ aggregate: 'sum', requires: [], onReject: 'continue', ...parent, ...group });
  }

  /** A case or a batch, in a group. */
  place(each: DmojCase, index: number): void {
    const points = each.points ?? this.#wish.points;
    const place = this.#wish.placeOf(index);
    if (each.batched === undefined) {
      this.add(each, this.#runOf(isZero(points), place), place, 'own');
      return;
    }
    this.#run = undefined;
    this.#counts.batch += 1;
    const name = `batch-${this.#counts.batch}`;
    const requires = [...this.#pretests, ...(each.dependencies ?? []).map((number) => `batch-${number}`)];
    this.open({ name, place, aggregate: 'min', requires, onReject: 'break', ...this.#points(points, place) });
    each.batched.forEach((inner, at) => this.add(inner, name, this.#wish.placeOf(index, at), 'batch'));
    if (isZero(points)) this.#pretests.push(name);
  }

  add(each: DmojCase, group: string, place: Place, points: 'own' | 'batch'): void {
    const { faults } = this.#context;
    const number = (this.#numbers.get(group) ?? 0) + 1;
    this.#numbers.set(group, number);
    if (each.generator !== undefined)
      faults.error(place, 'generators are not supported: put what they write into files');
    const input = each.in === undefined ? undefined : this.#file(each.in, place);
    const answer = each.out === undefined ? undefined : this.#file(each.out, place);
    const checker = each.checker === undefined ? undefined : this.#checker(each.checker, place);
    this.#tests.push({
      name: joined(group, String(number)),
      group,
      ...(input === undefined ? {} : { input }),
      ...(answer === undefined ? {} : { answer }),
      ...(each.out === undefined || answer !== undefined ? {} : { answerless: true as const }),
      ...(points === 'batch' ? {} : this.#points(each.points ?? this.#wish.points, place)),
      ...(checker === undefined ? {} : { checker }),
      ...(each.output_limit_length === undefined
        ? {}
        : { limits: { outputBytes: each.output_limit_length } }),
      place,
    });
  }

  #runOf(pretest: boolean, place: Place): string {
    const kind = pretest ? 'pretests' : 'cases';
    if (this.#run?.startsWith(kind) === true) return this.#run;
    this.#counts[kind] += 1;
    this.#run = `${kind}-${this.#counts[kind]}`;
    this.open({
      name: this.#run,
      place,
      requires: [...this.#pretests],
      onReject: pretest ? 'break' : 'continue',
    });
    if (pretest) this.#pretests.push(this.#run);
    return this.#run;
  }

  #points(written: number | string | undefined, place: Place): { readonly points?: string } {
    const points = written === undefined ? undefined : decimalOf(written);
    if (points !== undefined && !isNegative(points)) return { points };
    const message =
      written === undefined
        ? 'there are no points: state them here, or for all at the top'
        : `points are a decimal of at least 0, not ${written}`;
    this.#context.faults.error(place, message);
    return {};
  }

  #file(path: string, place: Place): PackageFile | undefined {
    const found = this.#wish.fileOf(path);
    if (found === undefined)
      this.#context.faults.error(place, `"${path}" is neither in the package nor in its archive`);
    return found;
  }

  #checker(written: NonNullable<DmojCase['checker']>, place: Place): Checker | undefined {
    const found = dmojChecker(written, place, this.#context.faults);
    if (found?.kind !== 'bridged') return found?.checker;
    this.#context.faults.error(
      place,
      'a checker that is a program is for the whole problem: put it at the top',
    );
    return undefined;
  }
}
