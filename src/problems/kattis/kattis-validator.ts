/** The output validator of a package. */
import type { AuxiliaryProgram } from '../../domain/problem.ts';
import type { PartialLimits } from '../../domain/limits.ts';
import type { ReadContext } from '../context.ts';
import { joined } from '../package-path.ts';
import { auxiliary, filesAt } from '../programs.ts';
import type { ProgramFiles } from '../programs.ts';

const folders = ['output_validators', 'output_validator'];

export const hasValidator = ({ files }: ReadContext): boolean =>
  folders.some((folder) => files.isFolder(folder));

/** Undefined: there is none that can be run, and the faults say why. */
export const outputValidator = async (
  context: ReadContext,
  limits: PartialLimits,
): Promise<AuxiliaryProgram | undefined> => {
  const folder = folders.find((each) => context.files.isFolder(each));
  if (folder === undefined) {
    context.faults.error(
      'problem.yaml',
      'the problem has a validator of its own, but there is none in output_validators/',
    );
    return undefined;
  }
  const sources = programIn(context, folder);
  if (sources === undefined) return undefined;
  return auxiliary(context, sources, { what: 'the output validator', place: { file: folder }, limits });
};

const notSource = /(^|\/)(readme|makefile|license|cmakelists\.txt|.*\.(md|txt))$/i;

/** A single file, a folder of files, or the files that lie there directly and belong together. */
const programIn = (context: ReadContext, folder: string): ProgramFiles | undefined => {
  const { files, folders: inner } = context.files.list(folder);
  const sources = files.filter((name) => !notSource.test(name));
  const programs = sources.filter((name) => context.languages.ofFile(name) !== undefined);
  const together = inner.length === 0 && (folder === 'output_validator' || programs.length === 1);
  if (sources.length === 0 && inner.length === 1)
    return withoutNotes(filesAt(context, joined(folder, inner[0] ?? '')));
  if (together && sources.length > 0) return withoutNotes(filesAt(context, folder));
  if (inner.length === 0 && programs.length === 0) {
    context.faults.error(folder, 'holds no program in a language that exists here');
    return undefined;
  }
  const names = [...inner, ...programs].join(', ');
  context.faults.error(
    folder,
    `holds several validators (${names}), of which each would have to accept: make one of them, in a folder of its own`,
  );
  return undefined;
};

const withoutNotes = (sources: ProgramFiles | undefined): ProgramFiles | undefined =>
  sources === undefined ? undefined : new Map([...sources].filter(([path]) => !notSource.test(path)));
