/** Programs of DMOJ problems: bridged checkers, bridged interactors, signature graders. */
import type { AuxiliaryProgram, ProblemDefinition } from '../../domain/problem.ts';
import type { PartialLimits } from '../../domain/limits.ts';
import type { ReadContext } from '../context.ts';
import type { DraftTest } from '../draft.ts';
import type { Place } from '../faults.ts';
import { capped } from '../limits.ts';
import type { PackageFile } from '../package-files.ts';
import { baseName, extensionOf, withoutExtension } from '../package-path.ts';
import { auxiliary } from '../programs.ts';
import type { Bridged, DmojInit } from './dmoj-schema.ts';

export type FileOf = (path: string) => PackageFile | undefined;

export const bridgedProgram = async (
  context: ReadContext,
  fileOf: FileOf,
  bridged: Bridged,
  what: string,
  place: Place,
): Promise<AuxiliaryProgram | undefined> => {
  const { faults } = context;
  const sources = new Map<string, PackageFile>();
  for (const path of bridged.files) {
    const file = fileOf(path);
    if (file === undefined)
      faults.error(place, `"${path}" of ${what} is neither in the package nor in its archive`);
    else sources.set(baseName(path), file);
  }
  if (sources.size < bridged.files.length) return undefined;
  if (bridged.flags !== undefined) faults.warning(place, `the compiler flags of ${what} are not used`);
  return auxiliary(context, sources, {
    what,
    place,
    language: bridged.lang,
    limits: limitsOf(context, bridged, place),
  });
};

const limitsOf = (
  { faults }: ReadContext,
  { time_limit: time, memory_limit: memory }: Bridged,
  place: Place,
): PartialLimits => ({
  ...(time === undefined ? {} : capped('cpuMs', time * 1000, place, faults)),
  ...(memory === undefined ? {} : capped('memoryBytes', memory * 1024, place, faults)),
});

/** DMOJ's checkers of the type "default" are testlib's with fewer exit codes. */
export const checkCheckerType = ({ faults }: ReadContext, { type }: Bridged, place: Place): void => {
  if (type === undefined || type === 'default' || type === 'testlib') return;
  faults.error(place, `checkers of the type "${type}" are not supported: "testlib" and "default" are`);
};

/** An interactor of the type "default" is given input and answer, one of testlib's an output between them: only without answers are they the same. */
export const checkInteractorType = (
  { faults }: ReadContext,
  { type }: Bridged,
  tests: readonly DraftTest[],
  place: Place,
): void => {
  if (type === 'testlib') return;
  if (type !== undefined && type !== 'default') {
    faults.error(place, `interactors of the type "${type}" are not supported: "testlib" is`);
  } else if (tests.some((test) => test.answer !== undefined)) {
    const message =
      'an interactor of the type "default" finds the answer as its second argument, which here is the third, as with testlib';
    faults.error(place, `${message}: change it, and say "type: testlib"`);
  }
};

/** The grader and its header, placed beside a submission in C or C++. A C++ compiler is given only what is called C++. */
export const signatureGrader = async (
  context: ReadContext,
  fileOf: FileOf,
  grader: NonNullable<DmojInit['signature_grader']>,
  place: Place,
): Promise<Pick<ProblemDefinition, 'provided' | 'languages'>> => {
  const { faults, files } = context;
  const entry = fileOf(grader.entry);
  const header = fileOf(grader.header);
  for (const [path, file] of [
    [grader.entry, entry],
    [grader.header, header],
  ] as const) {
    if (file === undefined)
      faults.error(place, `"${path}" of the signature grader is neither in the package nor in its archive`);
  }
  if (entry === undefined || header === undefined) return { provided: [] };
  faults.warning(
    place,
    `submissions have to include "${baseName(grader.header)}" themselves, and have no main: DMOJ's judge rewrites them, this one does not`,
  );
  const name = baseName(entry.path);
  const isC = extensionOf(name) === '.c';
  const headerFile = { path: baseName(header.path), data: await files.stored(header) };
  const data = await files.stored(entry);
  const cpp = {
    language: 'cpp',
    files: [{ path: isC ? `${withoutExtension(name)}.cpp` : name, data }, headerFile],
  };
  return isC
    ? {
        provided: [{ language: 'c', files: [{ path: name, data }, headerFile] }, cpp],
        languages: ['c', 'cpp'],
      }
    : { provided: [cpp], languages: ['cpp'] };
};
