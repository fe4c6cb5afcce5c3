/**
 * The command line. Verbs that ask a server speak HTTP to it; the local verbs are functions that main gives. `./serin
 * help` prints the same words as `help` here; a test holds them together.
 */
import { Command, CommanderError, Option } from 'commander';
import { SerinError } from '../domain/errors.ts';
import { clientOf, listed, number, subverb, verb, whole, withServer, withSettings } from './commands.ts';
import type { ServerOptions, SetExit, SettingValues } from './commands.ts';
import { addControlVerbs } from './control-verbs.ts';
import type { CliDeps } from './deps.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { addImages } from './image-verbs.ts';
import { showLanguages, showRuntimes, showStatus, showVersion } from './listings.ts';
import type { ListingDeps } from './listings.ts';
import { addProblems } from './problem-verbs.ts';
import { saveBill, showDiff } from './runtimes.ts';
import { addRulesVerbs } from './rules-verbs.ts';
import { addRejudgeVerbs } from './rejudge-verbs.ts';
import { submit } from './submit.ts';
import type { SubmitOptions } from './submit.ts';
import { printLine } from './terminal.ts';
import type { Output } from './terminal.ts';

export interface Cli {
  /** @param argv without node and the program; answers the exit code and never rejects */
  run(argv: readonly string[]): Promise<number>;
  help(): string;
}

const helpWidth = 100;
const lookAfter = 'Look after it:';

const epilogue = `
"serin VERB --help" tells a verb's options. The verbs that ask a server take --server URL (or
SERIN_SERVER; http://127.0.0.1:8080 unless told), --key KEY (or SERIN_KEY) and --json.

Exit codes: 0 done, or accepted; 1 another verdict, or it failed; 2 misused or refused; 3 no server,
or one that cannot now.`;

export const buildCli = (deps: CliDeps): Cli => ({
  run: async (argv) => {
    let exitCode: number = exitCodes.ok;
    const program = buildProgram(deps, (code) => (exitCode = code));
    try {
      await program.parseAsync(argv.length === 0 ? ['help'] : [...argv], { from: 'user' });
      return exitCode;
    } catch (error) {
      return tell(deps.stderr, error);
    }
  },
  help: () => {
    const parts: string[] = [];
    const program = buildProgram(deps, () => undefined);
    program.configureOutput({ writeOut: (text) => parts.push(text) }).outputHelp();
    return parts.join('');
  },
});

/** Failures that were foreseen are told as sentences; what nobody foresaw keeps its stack. */
const tell = (stderr: Output, error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof CliFailure) {
    printLine(stderr, `serin: ${error.message}`);
    return error.exitCode;
  }
  if (error instanceof SerinError) {
    printLine(stderr, `serin: ${error.message}`);
    for (const { path, message } of error.faults) {
      // What the sentence says already is not said twice.
      if (!error.message.includes(message)) printLine(stderr, `  ${path}: ${message}`);
    }
    return error.code === 'CONFIG_INVALID' ? exitCodes.usage : exitCodes.failed;
  }
  printLine(stderr, `serin: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return exitCodes.failed;
};

const buildProgram = (deps: CliDeps, setExit: SetExit): Command => {
  const program = new Command('serin')
    .description('A multi-language code judge that can change its own language runtimes safely.')
    .usage('VERB [options]')
    .helpOption(false)
    .addHelpText('after', epilogue)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void deps.stdout.write(text),
      writeErr: (text) => void deps.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'serin: ')),
      getOutHelpWidth: () => helpWidth,
      getErrHelpWidth: () => helpWidth,
    });
  program.addHelpCommand(
    new Command('help').argument('[verb]').description('this text, or that of a verb').helpGroup(lookAfter),
  );
  addLocalVerbs(program, deps, setExit);
  addSubmit(program, deps, setExit);
  addListings(program, deps, setExit);
  return program;
};

const addLocalVerbs = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  program.commandsGroup('Run it here (these install what is missing):');
  withSettings(
    verb(program, 'demo', 'judge sample programs in every language on both tracks, and end'),
    deps,
  ).action(async (settings: SettingValues) => setExit(await deps.local.demo(settings)));
  withSettings(verb(program, 'up', 'run the service until Ctrl-C'), deps).action(
    async (settings: SettingValues) => setExit(await deps.local.up(settings)),
  );
  verb(program, 'test', 'run all tests, or with arguments those that vitest selects by them')
    .argument('[arguments...]', 'for vitest')
    .allowUnknownOption()
    .action(() => {
      throw new CliFailure(exitCodes.usage, 'tests run in a checkout, by its script: ./serin test');
    });

  program.commandsGroup(lookAfter);
  addImages(program, deps, setExit);
  withSettings(verb(program, 'config', 'print the effective settings and where each came from'), deps)
    .option('--json', 'as JSON')
    .action(async ({ json, ...settings }: SettingValues & { json?: true }) =>
      setExit(await deps.local.config(settings, { json: json === true })),
    );
};

const addSubmit = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  program.commandsGroup('Ask a server:');
  withServer(verb(program, 'submit', 'judge a program and tell its verdict'), deps)
    .argument('<files...>', 'sources, the entry file first')
    .option('--language <NAME>', 'guessed from the extension unless told')
    .option('--input <FILE>', 'what the program reads; "-" is standard input')
    .option('--answer <FILE>', 'what it should write; without it, it only has to run')
    .option('--problem <ID>', 'a problem of the server, which says how it is judged')
    .option('--show-output', 'with --problem: what it writes, or says to an interactor; for operators')
    .option('--track <NAME>', 'pin to a track; for operators')
    .addOption(
      new Option('--checker <KIND>', 'how output is compared').choices([
        'exact',
        'lines',
        'tokens',
        'floats',
      ]),
    )
    .option('--abs <NUMBER>', 'of the checker floats: absolute tolerance', number)
    .option('--rel <NUMBER>', 'of the checker floats: relative tolerance', number)
    .option('--cpu-ms <N>', 'CPU time limit', whole)
    .option('--wall-ms <N>', 'real time limit', whole)
    .option('--memory-bytes <N>', 'memory limit', whole)
    .option('--output-bytes <N>', 'output limit', whole)
    .option('--file-bytes <N>', 'limit of a file that it writes', whole)
    .option('--processes <N>', 'limit of processes and threads', whole)
    .option('--no-wait', 'print the id and do not wait for the verdict')
    .action(async (files: string[], options: ServerOptions & SubmitOptions) =>
      setExit(await submit({ ...deps, client: clientOf(deps, options) }, files, options)),
    );
};

const addListings = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  const listing = (name: string, description: string, show: (listed: ListingDeps) => Promise<number>) =>
    withServer(verb(program, name, description), deps).action(async (options: ServerOptions) =>
      setExit(await show(listed(deps, options))),
    );
  addProblems(program, deps, setExit);
  listing('languages', 'languages, and what stands behind each on every track', showLanguages);
  const runtimes = listing(
    'runtimes',
    'runtimes that workers have; runtimes diff A B, runtimes sbom NAME',
    showRuntimes,
  );
  addRuntimeVerbs(runtimes, deps, setExit);

  addRejudgeVerbs(program, deps, setExit);
  addControlVerbs(program, deps, setExit);
  addRulesVerbs(program, deps, setExit);
  listing('status', 'health, workers and queues', showStatus);
  listing('version', 'the version here, and of the server', (shown) => showVersion(shown, deps.version));
};

const addRuntimeVerbs = (runtimes: Command, deps: CliDeps, setExit: SetExit): void => {
  subverb(runtimes, 'diff', 'what differs between two runtimes')
    .argument('<from>', 'a name (python-3.13) or a whole fingerprint')
    .argument('<to>', 'the same')
    .action(async (from: string, to: string, _: unknown, command: Command) =>
      setExit(await showDiff(listed(deps, command.optsWithGlobals<ServerOptions>()), { from, to })),
    );
  subverb(runtimes, 'sbom', 'the bill of materials of a runtime, as CycloneDX JSON')
    .argument('<runtime>', 'a name (python-3.13) or a whole fingerprint')
    .option('--output <FILE>', 'write it there instead of to standard output')
    .action(async (runtime: string, { output }: { output?: string }, command: Command) => {
      const { writeFile } = deps;
      const asked = { runtime, writeFile, ...(output === undefined ? {} : { output }) };
      setExit(await saveBill(listed(deps, command.optsWithGlobals<ServerOptions>()), asked));
    });
};
