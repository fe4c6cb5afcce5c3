/** `serin problems …`: what there is to say on the command line. */
import type { Command } from 'commander';
import { clientOf, listed, number, subverb, verb, whole, withServer, withSettings } from './commands.ts';
import type { ServerOptions, SetExit, SettingValues } from './commands.ts';
import type { CliDeps } from './deps.ts';
import { verify } from './verify.ts';
import type { VerifyOptions } from './verify.ts';
import { importProblems, listProblems, removeProblems, showProblem } from './problems.ts';

const aboutPaths = 'a zip, a tar, a tar.gz, or a directory, which is packed on the way';

export const addProblems = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  const problems = verb(
    program,
    'problems',
    'what programs are judged by: import, lint, verify, show, remove',
  );
  problems.usage('VERB [options]').helpCommand(false);
  addImport(problems, deps, setExit);
  addLint(problems, deps, setExit);
  addVerify(problems, deps, setExit);
  withServer(subverb(problems, 'show', 'limits, groups, points and samples of a problem'), deps)
    .argument('<id>')
    .option('--revision <N>', 'an earlier one; for operators', whole)
    .action(async (id: string, options: ServerOptions & { revision?: number }) =>
      setExit(await showProblem(listed(deps, options), { id, revision: options.revision })),
    );
  withServer(subverb(problems, 'list', 'the problems of your tenant'), deps).action(
    async (options: ServerOptions) => setExit(await listProblems(listed(deps, options))),
  );
  withServer(subverb(problems, 'remove', 'delete problems; what was submitted to them is judged still'), deps)
    .argument('<ids...>')
    .action(async (ids: string[], options: ServerOptions) =>
      setExit(await removeProblems(listed(deps, options), ids)),
    );
};

const addImport = (problems: Command, deps: CliDeps, setExit: SetExit): void => {
  withServer(subverb(problems, 'import', 'put packages, each as the current revision of its problem'), deps)
    .argument('<paths...>', aboutPaths)
    .option('--id <ID>', 'of the problem; the name of the package unless told')
    .option('--dry-run', 'say what is wrong with it, and keep nothing')
    .action(async (paths: string[], options: ServerOptions & { id?: string; dryRun?: true }) => {
      const { stderr, openPackage } = deps;
      const asked = { paths, id: options.id, dryRun: options.dryRun === true };
      setExit(await importProblems({ ...listed(deps, options), stderr, openPackage }, asked));
    });
};

const addLint = (problems: Command, deps: CliDeps, setExit: SetExit): void => {
  withSettings(subverb(problems, 'lint', 'say what is wrong with packages, without a server'), deps)
    .argument('<paths...>', 'a zip, a tar, a tar.gz or a directory')
    .option('--json', 'as JSON')
    .action(async (paths: string[], { json, ...settings }: SettingValues & { json?: true }) =>
      setExit(await deps.local.problems.lint(settings, { paths, json: json === true })),
    );
};

const addVerify = (problems: Command, deps: CliDeps, setExit: SetExit): void => {
  withServer(
    subverb(problems, 'verify', "judge a problem's own submissions and say which came to what is expected"),
    deps,
  )
    .argument('<id>')
    .option('--revision <N>', 'the current one unless told', whole)
    .option('--track <NAMES...>', 'judge on each of these; stable unless told')
    .option('--only <TEXTS...>', 'only submissions whose name has one of these in it')
    .option('--time-factor <N>', 'multiply the time limit, to see how slow what is too slow is', number)
    .option('--show-output', 'what a program wrote, or said to the interactor, where it is not as expected')
    .action(async (id: string, options: ServerOptions & VerifyOptions) =>
      setExit(await verify({ ...deps, client: clientOf(deps, options) }, id, options)),
    );
};
