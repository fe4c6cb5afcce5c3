/**
 * What holds for a submission that names a problem instead of carrying tests.
 *
 * The problem says how it is judged, so a request may not say so too: no tests and no checker, whoever asks. Limits, a revision that is
 * not the current one, and the output of secret tests are for operators, who try a problem out.
 */
import type { Fault } from '../domain/errors.ts';
import type { ProblemDefinition } from '../domain/problem.ts';
import type { ProblemReference } from '../domain/problem-reference.ts';
import { problemIdPattern } from '../domain/problem.ts';
import type { Caller } from './authenticate.ts';
import type { MaterialFault } from './material.ts';
import { mayActAs } from './options.ts';
import type { SizeLimits } from './options.ts';
import type { Problems } from './problems-port.ts';

/** The problem that a body names, as it is when the submission comes. */
export interface KnownProblem {
  readonly reference: ProblemReference;
  readonly definition: ProblemDefinition;
}

type Loose = Readonly<Record<string, unknown>>;

const fieldsOf = (body: unknown): Loose =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Loose) : {};

/** Looked up before the rest is read, so that an unknown one is named together with every other fault. */
export const problemNamed = async (
  problems: Pick<Problems, 'find' | 'definition'>,
  body: unknown,
  { tenant, role }: Caller,
): Promise<KnownProblem | undefined> => {
  const { problem: id, problemRevision } = fieldsOf(body);
  if (typeof id !== 'string' || !problemIdPattern.test(id)) return undefined;
  const asked =
    Number.isSafeInteger(problemRevision) && mayActAs(role, 'operator') ? problemRevision : undefined;
  const found = await problems.find(tenant, id, asked as number | undefined);
  if (found === undefined) return undefined;
  const { revision, digest } = found;
  return { reference: { id, revision, digest }, definition: await problems.definition(digest) };
};

/** Files of an output-only problem are outputs: as many as tests, and as large together. */
export const sizesFor = (sizes: SizeLimits, problem: KnownProblem | undefined): SizeLimits =>
  problem?.definition.mode.kind === 'output-only'
    ? {
        ...sizes,
        files: Math.max(sizes.files, sizes.tests),
        sourceBytes: Math.max(sizes.sourceBytes, sizes.testsBytes),
      }
    : sizes;

/** Faults that nobody may make. */
export const problemFaults = (body: unknown, problem: KnownProblem | undefined): MaterialFault[] => {
  const fields = fieldsOf(body);
  const given = (field: string): boolean => fields[field] !== undefined;
  if (!given('problem')) {
    return [
      ...(given('tests')
        ? []
        : [fault('/tests', 'give tests, or the problem whose tests judge the program')]),
      ...(given('problemRevision') ? [fault('/problemRevision', 'name the problem too')] : []),
    ];
  }
  const own = [
    ...(given('tests') ? [fault('/tests', 'give tests or a problem, not both: a problem has its own')] : []),
    ...(given('checker') ? [fault('/checker', 'leave it out: the problem says how outputs are judged')] : []),
  ];
  if (problem !== undefined) return [...own, ...outputFaults(fields, problem.definition)];
  const { problem: id } = fields;
  if (typeof id !== 'string' || !problemIdPattern.test(id)) return own;
  return [...own, unknown(id, fields['problemRevision'])];
};

const fault = (path: string, message: string): MaterialFault => ({ path, message, mend: 'other' });

const unknown = (id: string, revision: unknown): MaterialFault =>
  revision === undefined
    ? {
        path: '/problem',
        message: `there is no problem ${id}; GET /v1/problems lists yours`,
        mend: 'problem',
      }
    : {
        path: '/problemRevision',
        message: `there is no such revision of a problem ${id}; GET /v1/problems/${id}/revisions lists them`,
        mend: 'problem',
      };

/** Where nothing is run, files are the outputs, named like the tests. */
const outputFaults = (fields: Loose, { mode, tests }: ProblemDefinition): MaterialFault[] => {
  if (mode.kind !== 'output-only') return [];
  const names = new Set(tests.map(({ name }) => name));
  const example = tests[0]?.name ?? '1';
  const remedy = `files are outputs, named like the tests: ${example} or ${example}.out`;
  if (fields['source'] !== undefined) return [fault('/source', `this problem runs nothing; its ${remedy}`)];
  const files: unknown = fields['files'];
  return (Array.isArray(files) ? files : []).flatMap((file: unknown, index) => {
    const { path } = fieldsOf(file);
    if (typeof path !== 'string' || names.has(path) || names.has(path.replace(/\.out$/, ''))) return [];
    return [fault(`/files/${index}/path`, `there is no such test; ${remedy}`)];
  });
};

/** What is given and only operators may give. */
export const operatorsOnly = (body: unknown): Fault[] => {
  const fields = fieldsOf(body);
  const reserved = (field: string, message: string): Fault[] =>
    fields[field] === undefined ? [] : [{ path: `/${field}`, message }];
  if (fields['problem'] === undefined) return [];
  return [
    ...reserved('problemRevision', 'leave it out; the current revision judges'),
    ...reserved('limits', 'leave them out; the problem states its own'),
    ...(fields['keepOutputBytes'] === 0
      ? []
      : reserved('keepOutputBytes', 'leave it out; a program could write secret inputs to its output')),
  ];
};
