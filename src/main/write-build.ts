/**
 * Writes `dist/build.json`. `npm run build` runs it after the compiler; `./serin` runs it with `--same-build` when only the commit is
 * another than was recorded, and nothing has to be compiled.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildRecord, buildRecordSchema } from './build-record.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const path = join(root, 'dist/build.json');

const earlier = (): number | undefined => {
  try {
    return buildRecordSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).builtAtMs;
  } catch {
    return undefined;
  }
};

const builtAtMs = (process.argv.includes('--same-build') ? earlier() : undefined) ?? Date.now();
// A line for each: ./serin compares them.
writeFileSync(path, `${JSON.stringify(buildRecord(root, process.env, builtAtMs), undefined, 2)}\n`);
