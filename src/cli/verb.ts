/** What every verb of the command line is made of. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { openClient } from './client.ts';
import type { ListingDeps } from './listings.ts';
import type { CliDeps } from './deps.ts';

export const defaultServer = 'http://127.0.0.1:8080';

export type SetExit = (code: number) => void;

export interface ServerOptions {
  readonly server: string;
  readonly key?: string;
  readonly json?: true;
}

export const verb = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .helpOption('-h, --help', 'this text')
    .allowExcessArguments(false)
    .showHelpAfterError(
      `("serin ${parent.name() === 'serin' ? '' : `${parent.name()} `}${name} --help" tells more)`,
    );

/** A verb below a verb that asks a server: what its parent takes, it takes too. */
export const subverb = (parent: Command, name: string, description: string): Command =>
  verb(parent, name, description).configureHelp({ showGlobalOptions: true });

export const withServer = (command: Command, deps: Pick<CliDeps, 'env'>): Command =>
  command
    .addOption(new Option('--server <URL>', 'the server').default(deps.env['SERIN_SERVER'] ?? defaultServer))
    .option('--key <KEY>', 'API key')
    .option('--json', 'as JSON');

export const clientOf = (deps: Pick<CliDeps, 'fetch' | 'env'>, options: ServerOptions) =>
  openClient({ fetch: deps.fetch, server: options.server, key: options.key ?? deps.env['SERIN_KEY'] });

export const listed = (
  deps: Pick<CliDeps, 'fetch' | 'env' | 'stdout'>,
  options: ServerOptions,
): ListingDeps => ({
  client: clientOf(deps, options),
  stdout: deps.stdout,
  json: options.json === true,
});
