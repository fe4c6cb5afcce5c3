/** How every verb is declared: its help, its misuse, and the options that many share. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { openClient } from './client.ts';
import type { ListingDeps } from './listings.ts';
import type { Output } from './terminal.ts';

/** One setting as the command line offers it. */
export interface SettingOption {
  readonly flag: string;
  readonly value: string;
  readonly description: string;
}

/** Settings given as flags, by name: `{ port: '8081', config: 'my.yaml' }`. */
export type SettingValues = Readonly<Record<string, string | undefined>>;

export const defaultServer = 'http://127.0.0.1:8080';

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

export const serverOption = (env: Readonly<Record<string, string | undefined>>): Option =>
  new Option('--server <URL>', 'the server').default(env['SERIN_SERVER'] ?? defaultServer);

export const withServer = (
  command: Command,
  { env }: { readonly env: Readonly<Record<string, string | undefined>> },
): Command =>
  command.addOption(serverOption(env)).option('--key <KEY>', 'API key').option('--json', 'as JSON');

export const withSettings = (
  command: Command,
  { settings }: { readonly settings: readonly SettingOption[] },
): Command => {
  command.option('--config <FILE>', 'configuration file, instead of serin.yaml');
  for (const { flag, value, description } of settings) command.option(`${flag} <${value}>`, description);
  return command;
};

export const whole = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
};

export const number = (text: string): number => {
  if (!/^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
};

export type SetExit = (code: number) => void;

export interface ServerOptions {
  readonly server: string;
  readonly key?: string;
  readonly json?: true;
}

interface Asking {
  readonly fetch: typeof fetch;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const clientOf = (deps: Asking, options: ServerOptions) =>
  openClient({ fetch: deps.fetch, server: options.server, key: options.key ?? deps.env['SERIN_KEY'] });

export const listed = (deps: Asking & { readonly stdout: Output }, options: ServerOptions): ListingDeps => ({
  client: clientOf(deps, options),
  stdout: deps.stdout,
  json: options.json === true,
});
