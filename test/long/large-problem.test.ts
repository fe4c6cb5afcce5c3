/**
 * A problem of 500 MB, imported from a folder and judged by a comparison, a testlib checker and a Kattis validator, and what the service and
 * the client hold in memory for it. The bounds are those that docs/judging.md states.
 */
import { execFile } from 'node:child_process';
import { link, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { finished, judged, post } from '../support/client.ts';

const mebibyte = 1024 * 1024;

/** Of what stood there before: one slot may hold so much for whatever it judges, and an import as well. */
const boundBytes = 64 * mebibyte;

/** Node itself, and what it reads ahead. */
const clientBoundBytes = 256 * mebibyte;

/** Of inputs; each has an answer of the same size. */
const sizesMib = [...Array.from({ length: 8 }, () => 20), 45, 45];

/** Writes what it reads, digit d as 9 − d. */
const program = `#include <unistd.h>
static char buffer[65536];
int main(void) {
  for (;;) {
    ssize_t got = read(0, buffer, sizeof buffer);
    if (got <= 0) return got != 0;
    for (ssize_t at = 0; at < got; at++)
      if (buffer[at] >= '0' && buffer[at] <= '9') buffer[at] = (char)('9' - buffer[at] + '0');
    for (ssize_t sent = 0; sent < got;) {
      ssize_t one = write(1, buffer + sent, (size_t)(got - sent));
      if (one < 0) return 1;
      sent += one;
    }
  }
}`;

/** Reads input, output and answer to their ends. */
const checker = (
  output: string,
  answer: string,
  [right, wrong, broken]: readonly [number, number, number],
) => `
#include <cstdio>
#include <cstring>
static char a[1 << 16], b[1 << 16], c[1 << 16];
int main(int, char **argv) {
  FILE *in = fopen(argv[1], "rb"), *out = ${output}, *ans = fopen(argv[${answer}], "rb");
  if (!in || !out || !ans) return ${broken};
  for (;;) {
    size_t x = fread(a, 1, sizeof a, out), y = fread(b, 1, sizeof b, ans);
    if (x != y || memcmp(a, b, x)) return ${wrong};
    if (fread(c, 1, sizeof c, in) != x) return ${broken};
    if (x == 0) return ${right};
  }
}`;

const problems = {
  'large-compared': { checker: 'tokens' },
  'large-testlib': {
    checker: { program: 'check.cpp', protocol: 'testlib', limits: { cpuMs: 10_000, wallMs: 60_000 } },
    source: checker('fopen(argv[2], "rb")', '3', [0, 1, 3]),
  },
  'large-kattis': {
    checker: { program: 'check.cpp', protocol: 'kattis', limits: { cpuMs: 10_000, wallMs: 60_000 } },
    source: checker('stdin', '2', [42, 43, 1]),
  },
} as const;

let directory: string;
let service: Service;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-large-problem-'));
  service = await startService({ workerName: 'serin-large', slotBase: 200, flags: ['--slots', '1'] });
  return async () => {
    await service.close();
    await rm(directory, { recursive: true, force: true });
  };
});

const flipped = (text: string): string => text.replace(/[0-9]/g, (digit) => `${9 - Number(digit)}`);

/** No two parts of the data are the same. Answers the bytes that were written. */
const writeTests = async (folder: string): Promise<number> => {
  await mkdir(folder, { recursive: true });
  let line = 0;
  let bytes = 0;
  for (const [index, mib] of sizesMib.entries()) {
    const input = await open(join(folder, `${index + 1}.in`), 'w');
    const answer = await open(join(folder, `${index + 1}.ans`), 'w');
    for (let written = 0; written < mib * mebibyte;) {
      let text = '';
      for (const last = line + 50_000; line < last; line += 1)
        text += `${line} ${(line * 7919) % 1_000_003}\n`;
      await input.writeFile(text);
      await answer.writeFile(flipped(text));
      written += text.length;
      bytes += 2 * text.length;
    }
    await input.close();
    await answer.close();
  }
  return bytes;
};

/** Its tests are those of the folder, by hard links. */
const writePackage = async (id: keyof typeof problems, tests: string): Promise<string> => {
  const folder = join(directory, id);
  await mkdir(join(folder, 'tests'), { recursive: true });
  for (const name of sizesMib.flatMap((_, index) => [`${index + 1}.in`, `${index + 1}.ans`])) {
    await link(join(tests, name), join(folder, 'tests', name));
  }
  const about = problems[id];
  const manifest = {
    apiVersion: 'serin/v1',
    kind: 'Problem',
    title: 'Large',
    limits: { cpuMs: 10_000, wallMs: 60_000, memoryMiB: 128, outputMiB: 64 },
    checker: about.checker,
    tests: 'tests/*.in',
  };
  // JSON is YAML.
  await writeFile(join(folder, 'problem.yaml'), JSON.stringify(manifest));
  if ('source' in about) await writeFile(join(folder, 'check.cpp'), about.source);
  return folder;
};

const statusBytes = async (name: string): Promise<number> => {
  const status = await readFile(`/proc/${service.pid}/status`, 'utf8');
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`the kernel tells no ${name} of this process`);
  return Number(kibibytes) * 1024;
};

/** The kernel's peak of a process starts again from what it has now. */
const forgetPeak = () => writeFile(`/proc/${service.pid}/clear_refs`, '5');

const mib = (bytes: number): string => `${(bytes / mebibyte).toFixed(0)} MiB`;

/** What the service held at most beyond what it had before anything large came. */
const measured = async (what: string, idleBytes: number, act: () => Promise<void>): Promise<number> => {
  await forgetPeak();
  const startedMs = performance.now();
  await act();
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const peakBytes = await statusBytes('VmHWM');
  process.stdout.write(`${what}: ${seconds} s, peak ${mib(peakBytes)}, idle ${mib(idleBytes)}\n`);
  return peakBytes - idleBytes;
};

const run = promisify(execFile);

/** By the command line, in a process that tells what it held at most. */
const imported = async (folder: string): Promise<number> => {
  const script = `process.argv = [process.argv[0], 'serin', 'problems', 'import', ${JSON.stringify(folder)}, '--server', ${JSON.stringify(service.url)}];
    process.on('exit', () => console.error('peak ' + process.resourceUsage().maxRSS));
    await import('./dist/src/main/serin.js');`;
  const { stderr } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  const kibibytes = /^peak (\d+)$/m.exec(stderr)?.[1];
  if (kibibytes === undefined) throw new Error(`the client told no peak: ${stderr}`);
  return Number(kibibytes) * 1024;
};

test('500 MB are imported and judged, by whatever judges, in memory that does not grow with them', async () => {
  const tests = join(directory, 'tests');
  expect(await writeTests(tests)).toBeGreaterThan(500 * mebibyte);
  // What is loaded when it is needed first counts as idle.
  await judged(service.url, { language: 'c', source: program, tests: [{ input: '1', answer: '8' }] });
  const idleBytes = await statusBytes('VmRSS');
  const beyond: Record<string, number> = {};
  for (const id of Object.keys(problems) as (keyof typeof problems)[]) {
    const folder = await writePackage(id, tests);
    let clientBytes = 0;
    beyond[`import ${id}`] = await measured(`import ${id}`, idleBytes, async () => {
      clientBytes = await imported(folder);
    });
    process.stdout.write(`client of ${id}: peak ${mib(clientBytes)}\n`);
    expect(clientBytes).toBeLessThan(clientBoundBytes);
    beyond[`judge ${id}`] = await measured(`judge ${id}`, idleBytes, async () => {
      const { body } = await post(service.url, { language: 'c', source: program, problem: id });
      const { result } = await finished(service.url, body.id, 200_000);
      expect(result).toMatchObject({ verdict: 'accepted' });
      expect(result?.tests).toHaveLength(sizesMib.length);
    });
  }
  expect(Object.entries(beyond).filter(([, bytes]) => bytes >= boundBytes)).toEqual([]);
});
