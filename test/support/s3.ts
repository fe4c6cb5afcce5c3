/**
 * A private S3-compatible server for tests, s3rver, on a free port of loopback. It knows one access key, keeps objects as files, and holds
 * neither a signature nor a checksum against what comes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { S3Options } from '../../src/store/s3-bucket.ts';

export interface TestS3 {
  /** Of the bucket `serin`. */
  readonly options: S3Options;
  /** Names of all objects of the bucket. */
  names(): Promise<string[]>;
  /** As if it had been written then. */
  age(name: string, timeMs: number): Promise<void>;
  /** Changes what is stored, behind everybody's back. */
  damage(name: string, bytes: Buffer): Promise<void>;
  bytesOf(name: string): Promise<Buffer>;
  /** Stops answering, and answers again, without closing any connection. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Kills it and removes its directory. */
  stop(): Promise<void>;
}

export const s3Credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

const program = `
  const S3rver = require('s3rver');
  const options = { directory: process.argv[1], address: '127.0.0.1', port: 0, silent: true, configureBuckets: [{ name: 'serin' }] };
  new S3rver(options).run().then(({ port }) => console.log('listening on', port));
`;

const suffix = '._S3rver_object';

export const startS3 = async (): Promise<TestS3> => {
  const directory = await mkdtemp(join(tmpdir(), 'serin-s3-'));
  // It makes tokens for pages with a cipher that OpenSSL keeps among its old ones.
  const server = spawn(process.execPath, ['--openssl-legacy-provider', '--eval', program, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lastResort = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', lastResort);
  const gone = once(server, 'exit');
  const port = await Promise.race([
    portOf(createInterface(server.stdout)),
    gone.then(() => Promise.reject(new Error('s3rver ended before it listened'))),
  ]);
  server.stdout.resume();
  const fileOf = (name: string) => join(directory, 'serin', `${name}${suffix}`);
  const kill = async () => {
    server.kill('SIGKILL');
    await gone;
  };
  return {
    options: {
      bucket: 'serin',
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${port}`,
      prefix: 'judge/',
      credentials: s3Credentials,
    },
    names: async () =>
      (await readdir(join(directory, 'serin'), { recursive: true }))
        .filter((name) => name.endsWith(suffix))
        .map((name) => name.slice(0, -suffix.length))
        .sort(),
    age: (name, timeMs) => utimes(fileOf(name), timeMs / 1_000, timeMs / 1_000),
    damage: (name, bytes) => writeFile(fileOf(name), bytes),
    bytesOf: (name) => readFile(fileOf(name)),
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    kill,
    stop: async () => {
      await kill();
      process.removeListener('exit', lastResort);
      await rm(directory, { recursive: true, force: true });
    },
  };
};

const portOf = async (lines: AsyncIterable<string>): Promise<string> => {
  for await (const line of lines) {
    const port = /^listening on (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error('s3rver said no port');
};
