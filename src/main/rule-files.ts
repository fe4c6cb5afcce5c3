/** Files of gray rules, as the command line names them. */
import { createReadStream } from 'node:fs';
import { open, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CliFailure, exitCodes } from '../cli/failure.ts';
import type { ReadRuleFiles, RuleText } from '../cli/rule-files.ts';

/** A directory with more is not one of rules. */
const mostFiles = 10_000;

const isRules = (name: string): boolean => /\.(ya?ml|json)$/.test(name);

/** Names that begin with a dot are passed over, as those that Kubernetes makes in a mounted ConfigMap. */
export const ruleFileReader =
  (readStdin: () => Promise<Buffer>): ReadRuleFiles =>
  async (paths) => {
    const files: RuleText[] = [];
    for (const path of paths) {
      if (path === '-') files.push({ path: 'stdin', text: (await readStdin()).toString('utf8') });
      else for (const found of await filesIn(path)) files.push({ path: found, text: await textOf(found) });
    }
    if (files.length === 0 && paths.length > 0) {
      throw new CliFailure(exitCodes.usage, `there is no *.yaml, *.yml or *.json in ${paths.join(', ')}`);
    }
    return files;
  };

const filesIn = async (path: string): Promise<string[]> => {
  if (!(await readable(path, stat(path))).isDirectory()) return [path];
  const found: string[] = [];
  const walk = async (directory: string): Promise<void> => {
    const entries = await readable(directory, readdir(directory, { withFileTypes: true }));
    for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (name.startsWith('.')) continue;
      const within = join(directory, name);
      // A link counts as what it leads to.
      if ((await readable(within, stat(within))).isDirectory()) await walk(within);
      else if (isRules(name)) found.push(within);
      if (found.length > mostFiles) {
        throw new CliFailure(exitCodes.usage, `${path} holds more than ${mostFiles} files`);
      }
    }
  };
  await walk(path);
  return found;
};

const textOf = async (path: string): Promise<string> => {
  const bytes = await readable(path, readFile(path));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CliFailure(exitCodes.usage, `${path} is not UTF-8`, { cause });
  }
};

/** @throws CliFailure */
export const openFile = async (path: string): Promise<ReadableStream<Uint8Array>> => {
  await (await readable(path, open(path))).close();
  return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
};

const readable = async <T>(path: string, reading: Promise<T>): Promise<T> => {
  try {
    return await reading;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliFailure(exitCodes.usage, `cannot read ${path}: ${reason}`, { cause });
  }
};
