/** How the verbs about lists of submissions and rejudges are written. */
import type { Command } from 'commander';
import { listed, subverb, verb, whole, withServer } from './commands.ts';
import type { ServerOptions, SetExit } from './commands.ts';
import type { CliDeps } from './deps.ts';
import { controlRejudge, rejudge, showRejudge, showRejudges, showSubmissions } from './rejudge.ts';
import type { FilterOptions, RejudgeOptions } from './rejudge.ts';

export const addRejudgeVerbs = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  withFilter(
    withServer(verb(program, 'submissions', 'submissions, the newest first, by what they are'), deps),
  )
    .option('--state <STATE>', 'queued, running or finished')
    .option('--limit <N>', 'so many', whole, 50)
    .action(async (options: ServerOptions & FilterOptions & { state?: string; limit: number }) =>
      setExit(await showSubmissions(listed(deps, options), options)),
    );

  withFilter(withServer(verb(program, 'rejudge', 'judge again: one submission, or many by a filter'), deps))
    .argument('[id]', 'of one submission')
    .option('--track <NAME>', 'the track that judges', 'stable')
    .option('--reason <TEXT>', 'stands in the record')
    .option('--current-revision', 'by what the problem is now, not by what it was')
    .option('--watch', 'follow it to its end and tell what has changed')
    .action(async (id: string | undefined, options: ServerOptions & RejudgeOptions) => {
      const { stderr, sleep } = deps;
      setExit(await rejudge({ ...listed(deps, options), stderr, sleep }, id, options));
    });

  const rejudges = withServer(
    verb(program, 'rejudges', 'rejudges; show, pause, resume, cancel'),
    deps,
  ).action(async (options: ServerOptions) => setExit(await showRejudges(listed(deps, options))));
  subverb(rejudges, 'list', 'the newest first').action(async (_: unknown, command: Command) =>
    setExit(await showRejudges(listed(deps, command.optsWithGlobals<ServerOptions>()))),
  );
  subverb(rejudges, 'show', 'how far it is, and which verdicts it has changed')
    .argument('<id>')
    .option('--all', 'every submission, not only those that changed')
    .action(async (id: string, { all = false }: { all?: boolean }, command: Command) =>
      setExit(await showRejudge(listed(deps, command.optsWithGlobals<ServerOptions>()), { id, all })),
    );
  const acts = [
    ['pause', 'begin with no more submissions'],
    ['resume', 'go on'],
    ['cancel', 'end it; verdicts that it has not replaced stand'],
  ] as const;
  for (const [act, description] of acts) {
    subverb(rejudges, act, description)
      .argument('<id>')
      .action(async (id: string, _: unknown, command: Command) =>
        setExit(await controlRejudge(listed(deps, command.optsWithGlobals<ServerOptions>()), { id, act })),
      );
  }
};

const withFilter = (command: Command): Command =>
  command
    .option('--problem <ID>')
    .option('--language <NAME>')
    .option('--fingerprint <FINGERPRINT>', 'what gave the verdict')
    .option('--verdict <VERDICT>')
    .option('--on-track <NAME>', 'the track that gave the verdict')
    .option('--user <ID>')
    .option('--contest <NAME>')
    .option('--from <INSTANT>', 'accepted then or later: 2026-12-24T00:00:00Z')
    .option('--to <INSTANT>', 'accepted before');
