/**
 * Whether a Redis can be trusted with submissions: it must write what it was told to a file (AOF), and must never throw keys
 * away to make room. `INFO` says both; where a host hides them, `CONFIG GET` is asked; where that is forbidden too, the operator
 * has to declare that the host keeps its promises by other means.
 */
import type { Redis } from 'ioredis';
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import type { RedisLink } from './redis-connection.ts';

export interface SuitableOptions {
  /** The operator says that this Redis keeps what it was told and evicts nothing; only the version is checked then. */
  readonly declared: boolean;
  /** How the operator says so, for the message: `redis.declaredDurable: true`. */
  readonly declaration: string;
}

const leastVersion = [6, 2] as const;

export interface Suitable {
  readonly version: string;
  /** What an operator should know, one sentence with its remedy each. */
  readonly warnings: readonly string[];
}

/** @throws SerinError REDIS_UNSUITABLE with one fault, and its remedy, for each thing that is wrong; STORE_UNAVAILABLE. */
export const checkSuitable = async (link: RedisLink, options: SuitableOptions): Promise<Suitable> => {
  const info = await link.run(readInfo);
  const version = info.get('redis_version') ?? '';
  const faults: Fault[] = [];
  if (!recent(version)) {
    faults.push({
      path: 'version',
      message: `Redis ${version === '' ? 'of unknown version' : version} is too old: install Redis 6.2 or newer, or Valkey`,
    });
  }
  if (!options.declared) {
    const [appendOnly, policy] = await Promise.all([
      info.get('aof_enabled') ?? setting(link, 'appendonly'),
      info.get('maxmemory_policy') ?? setting(link, 'maxmemory-policy'),
    ]);
    faults.push(...persistenceFaults(appendOnly, options), ...evictionFaults(policy, options));
  }
  if (faults.length === 0) return { version, warnings: options.declared ? [] : await syncWarnings(link) };
  throw new SerinError(
    'REDIS_UNSUITABLE',
    `this Redis would lose submissions: ${faults.map((fault) => fault.message).join('; ')}`,
    { faults },
  );
};

const persistenceFaults = (appendOnly: string | undefined, { declaration }: SuitableOptions): Fault[] => {
  if (appendOnly === '1' || appendOnly === 'yes') return [];
  const message =
    appendOnly === undefined
      ? `this host hides whether Redis persists: if it does, declare it (${declaration})`
      : `it does not persist: run "redis-cli CONFIG SET appendonly yes" and "redis-cli CONFIG REWRITE", or declare that it is durable by other means (${declaration})`;
  return [{ path: 'appendonly', message }];
};

const evictionFaults = (policy: string | undefined, { declaration }: SuitableOptions): Fault[] => {
  if (policy === 'noeviction') return [];
  const message =
    policy === undefined
      ? `this host hides whether Redis evicts keys: if it does not, declare it (${declaration})`
      : `it evicts keys (maxmemory-policy ${policy}): run "redis-cli CONFIG SET maxmemory-policy noeviction" and "redis-cli CONFIG REWRITE", or declare that its memory cannot run out (${declaration})`;
  return [{ path: 'maxmemory-policy', message }];
};

/**
 * With `everysec` Redis answers first and writes later while a sync is under way, for up to two seconds: then a crash of Redis
 * alone, and not only of the machine, loses what it had answered.
 */
const syncWarnings = async (link: RedisLink): Promise<string[]> => {
  if ((await setting(link, 'appendfsync')) !== 'everysec') return [];
  return [
    'appendfsync is everysec: while a sync is slow, a crash of Redis can lose up to two seconds of accepted submissions; ' +
      'run "redis-cli CONFIG SET appendfsync always" (loses nothing) or "redis-cli CONFIG SET appendfsync no" ' +
      '(faster; loses something only with the whole machine), and "redis-cli CONFIG REWRITE"',
  ];
};

const readInfo = async (client: Redis): Promise<Map<string, string>> => {
  const text = await client.info();
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
  );
};

/** A setting, or undefined where the host does not let us ask. */
const setting = async (link: RedisLink, name: string): Promise<string | undefined> => {
  try {
    const answer = (await link.run((client) => client.config('GET', name))) as string[];
    return answer[1];
  } catch (error) {
    if (error instanceof SerinError && error.code === 'INTERNAL') return undefined;
    throw error;
  }
};

const recent = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > leastVersion[0] || (major === leastVersion[0] && minor >= leastVersion[1]);
};
