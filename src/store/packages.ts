import { z } from 'zod';
import type { InstalledPackage, InstalledPackages } from '../domain/packages.ts';
import { schemaVersion } from '../domain/submission.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { json, parseStored, readable } from './versioned.ts';

/**
 * What is installed in runtime images, by fingerprint. Apart from the runtimes, which are read often: a list of packages has about
 * 10 KiB and is read when somebody asks for it.
 */
export class PackageLists {
  readonly #redis: RedisLink;
  readonly #keys: Keys;

  constructor(deps: { readonly redis: RedisLink; readonly keys: Keys }) {
    this.#redis = deps.redis;
    this.#keys = deps.keys;
  }

  /** @throws SerinError STORE_UNAVAILABLE */
  async publish(fingerprint: string, installed: InstalledPackages): Promise<void> {
    const rows = installed.packages.map(rowOf);
    const text = JSON.stringify({ v: schemaVersion, known: installed.known, packages: rows });
    await this.#redis.run((client) => client.hset(this.#keys.packages, fingerprint, text));
  }

  /** Undefined: no worker has told of it. @throws SerinError STORE_UNAVAILABLE, INTERNAL */
  async read(fingerprint: string): Promise<InstalledPackages | undefined> {
    const text = await this.#redis.run((client) => client.hget(this.#keys.packages, fingerprint));
    if (text === null) return undefined;
    const { known, packages } = parseStored(keptShape, text, `packages of ${fingerprint}`);
    return { known, packages: packages.map(packageOf) };
  }
}

/** Type, name, version, architecture, name and version of the source; what is as of the package itself is left empty. */
type Row = readonly [string, string, string, string, string, string];

const rowOf = ({ type, name, version, architecture = '', source }: InstalledPackage): Row => {
  if (source === undefined) return [type, name, version, architecture, '-', ''];
  return [
    ...([type, name, version, architecture] as const),
    source.name === name ? '' : source.name,
    source.version === version ? '' : source.version,
  ];
};

const packageOf = ([type, name, version, architecture, source, sourceVersion]: Row): InstalledPackage => ({
  type,
  name,
  version,
  ...(architecture === '' ? {} : { architecture }),
  ...(source === '-'
    ? {}
    : {
        source: {
          name: source === '' ? name : source,
          version: sourceVersion === '' ? version : sourceVersion,
        },
      }),
});

const text = z.string();

const keptShape = json(
  z.looseObject({
    v: z.number().refine(readable, 'written by a release that this one cannot read'),
    known: z.boolean(),
    packages: z.array(z.tuple([text, text, text, text, text, text])),
  }),
);
