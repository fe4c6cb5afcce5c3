/** The program: parses the command line, reads the environment once, and hands both to the verbs. */
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildCli } from '../cli/program.ts';
import { readIdentity } from './identity.ts';
import { localVerbs } from './local-verbs.ts';
import { openFile, ruleFileReader } from './rule-files.ts';
import { openPackage } from './problems/pack.ts';
import { settingFlags } from './settings/setting-words.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const identity = readIdentity();

const readStdin = async (): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

// Whoever reads only the beginning (`serin tracks | head`) has what they want.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const readRuleFiles = ruleFileReader(readStdin);

const cli = buildCli({
  local: localVerbs({
    identity,
    inputs: { env: process.env, readFile: readIfThere, hostname: hostname(), cwd: process.cwd(), root },
    stdout: process.stdout,
    stderr: process.stderr,
    fetch,
    readRuleFiles,
  }),
  settings: settingFlags(),
  fetch,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  readFile: (path) => readFile(path),
  openPackage,
  readRuleFiles,
  openFile,
  writeFile: (path, text) => writeFile(path, text),
  readStdin,
  sleep: (ms) => sleep(ms),
  version: { serin: identity.release, node: process.version },
});

process.exitCode = await cli.run(process.argv.slice(2));
