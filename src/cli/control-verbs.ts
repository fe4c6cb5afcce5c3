/** How the verbs about tracks, releases, freezes and provenance are written. */
import { Option } from 'commander';
import type { Command } from 'commander';
import { listed, subverb, verb, whole, withServer } from './commands.ts';
import type { ServerOptions, SetExit } from './commands.ts';
import { exportProvenance, importProvenance, setQuarantine, showHistory, showLineage } from './lineage.ts';
import type { CliDeps } from './deps.ts';
import {
  addFreeze,
  promoteTrack,
  removeFreeze,
  rollbackTrack,
  setTrack,
  showFreezes,
  showTracks,
  unsetTrack,
} from './tracks.ts';
import type { MoveOptions } from './tracks.ts';

const reasonWords = 'stands in the history';

export const addControlVerbs = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  addTracks(program, deps, setExit);
  addLineage(program, deps, setExit);
  addFreezes(program, deps, setExit);
  addProvenance(program, deps, setExit);
};

const withMove = (command: Command): Command =>
  command
    .option('--reason <TEXT>', reasonWords)
    .option('--dry-run', 'tell what would happen, and change nothing');

const withForce = (command: Command): Command =>
  withMove(command).option('--force', 'pass over guards; for admins, with a --reason');

const addTracks = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  const tracks = withServer(
    verb(program, 'tracks', 'bindings; set, promote, rollback and unset move them'),
    deps,
  ).action(async (options: ServerOptions) => setExit(await showTracks(listed(deps, options))));

  withForce(subverb(tracks, 'set', 'bind a runtime to a track of its language'))
    .argument('<language>')
    .argument('<track>')
    .argument('<runtime>', 'a name (python-3.14), a whole fingerprint, or a range of versions (^3.13)')
    .action(async (language: string, track: string, runtime: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & MoveOptions>();
      setExit(await setTrack(listed(deps, options), { ...options, language, track, runtime }));
    });
  withForce(subverb(tracks, 'promote', 'bind to stable what canary has'))
    .argument('<language>')
    .option('--from <TRACK>', 'the track whose runtime becomes stable', 'canary')
    .action(async (language: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & MoveOptions & { from: string }>();
      setExit(await promoteTrack(listed(deps, options), { ...options, language, track: options.from }));
    });
  subverb(tracks, 'rollback', 'go back to what the track had, and quarantine what it has')
    .argument('<language>')
    .argument('<track>')
    .requiredOption('--reason <TEXT>', reasonWords)
    .option('--dry-run', 'tell what would happen, and change nothing')
    .action(async (language: string, track: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & { reason: string; dryRun?: true }>();
      setExit(await rollbackTrack(listed(deps, options), { ...options, language, track }));
    });
  withMove(subverb(tracks, 'unset', 'take the runtime off a track'))
    .argument('<language>')
    .argument('<track>')
    .action(async (language: string, track: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & MoveOptions>();
      setExit(await unsetTrack(listed(deps, options), { ...options, language, track }));
    });
};

const addLineage = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  const lineage = withServer(
    verb(program, 'lineage', 'releases with their stage, also as a picture; quarantine, release'),
    deps,
  )
    .argument('[language]', 'only this one')
    .addOption(new Option('--dot', "in Graphviz' language").conflicts(['svg', 'json']))
    .addOption(new Option('--svg', 'as a picture').conflicts(['dot', 'json']))
    .action(async (language: string | undefined, options: ServerOptions & { dot?: true; svg?: true }) => {
      const form = options.dot === true ? 'dot' : options.svg === true ? 'svg' : 'table';
      setExit(await showLineage(listed(deps, options), { language, form }));
    });
  const acts = [
    ['quarantine', 'keep a fingerprint that is on no track away from every track'],
    ['release', 'lift a quarantine'],
  ] as const;
  for (const [act, description] of acts) {
    subverb(lineage, act, description)
      .argument('<fingerprint>')
      .requiredOption('--reason <TEXT>', reasonWords)
      .action(async (fingerprint: string, _: unknown, command: Command) => {
        const options = command.optsWithGlobals<ServerOptions & { reason: string }>();
        const { reason } = options;
        setExit(await setQuarantine(listed(deps, options), { act, fingerprint, reason }));
      });
  }

  withServer(verb(program, 'history', 'what happened to runtimes and tracks, the latest first'), deps)
    .argument('[language]', 'only this one')
    .option('--limit <N>', 'so many; 100 unless told', whole)
    .action(async (language: string | undefined, options: ServerOptions & { limit?: number }) =>
      setExit(await showHistory(listed(deps, options), { language, limit: options.limit })),
    );
};

const addFreezes = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  const freezes = withServer(
    verb(program, 'freezes', 'times without promotions; freezes add, freezes remove'),
    deps,
  ).action(async (options: ServerOptions) => setExit(await showFreezes(listed(deps, options))));
  subverb(freezes, 'add', 'declare a time without promotions')
    .argument('<name>')
    .requiredOption('--from <INSTANT>', 'such as 2026-12-24T00:00:00Z')
    .requiredOption('--until <INSTANT>', 'not included')
    .requiredOption('--reason <TEXT>', reasonWords)
    .option('--languages <A,B>', 'languages or families; all unless told', (text: string) => text.split(','))
    .option('--contest', 'a contest of this name runs')
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        ServerOptions & {
          from: string;
          until: string;
          reason: string;
          languages?: string[];
          contest?: true;
        }
      >();
      const { from, until, reason, languages = [], contest = false } = options;
      setExit(await addFreeze(listed(deps, options), { name, from, until, reason, languages, contest }));
    });
  subverb(freezes, 'remove', 'end a freeze before its time')
    .argument('<name>')
    .requiredOption('--reason <TEXT>', reasonWords)
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & { reason: string }>();
      setExit(await removeFreeze(listed(deps, options), { name, reason: options.reason }));
    });
};

const addProvenance = (program: Command, deps: CliDeps, setExit: SetExit): void => {
  const provenance = withServer(
    verb(program, 'provenance', 'what one environment vouches for to the next: export, import'),
    deps,
  );
  provenance.usage('export|import [options]').helpCommand(false);
  subverb(provenance, 'export', 'write the record of a fingerprint to standard output')
    .argument('<fingerprint>')
    .action(async (fingerprint: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions>();
      setExit(await exportProvenance({ ...listed(deps, options), stderr: deps.stderr }, fingerprint));
    });
  subverb(provenance, 'import', 'take the record of another environment')
    .argument('<file>')
    .requiredOption('--reason <TEXT>', reasonWords)
    .option('--digest <HEX>', 'the digest that "export" told, where no key is trusted')
    .action(async (file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions & { reason: string; digest?: string }>();
      const { reason, digest } = options;
      const given = { file, reason, ...(digest === undefined ? {} : { digest }) };
      setExit(await importProvenance(listed(deps, options), deps.readFile, given));
    });
};
