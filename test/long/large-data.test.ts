import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readFile, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { finished, judged, post } from '../support/client.ts';

const mebibyte = 1024 * 1024;

/** Reads and writes 64 KiB at a time. */
const copier = `#include <unistd.h>
static char buffer[65536];
int main(void) {
  for (;;) {
    ssize_t got = read(0, buffer, sizeof buffer);
    if (got <= 0) return got != 0;
    for (ssize_t sent = 0; sent < got;) {
      ssize_t one = write(1, buffer + sent, (size_t)(got - sent));
      if (one < 0) return 1;
      sent += one;
    }
  }
}`;

interface LargeFile {
  readonly path: string;
  readonly blob: string;
  readonly bytes: number;
}

let directory: string;
let service: Service;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-large-'));
  service = await startService({ workerName: 'serin-data', flags: ['--slot-base', '192', '--slots', '1'] });
});

afterAll(async () => {
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

/** Numbered lines, so that no two parts of it are the same; `end` is what its lines end with. */
const writeLarge = async (name: string, bytes: number, end: string, last = ''): Promise<LargeFile> => {
  const path = join(directory, name);
  const file = await open(path, 'w');
  const hash = createHash('sha256');
  let written = 0;
  const write = async (text: string): Promise<void> => {
    hash.update(text);
    written += Buffer.byteLength(text);
    await file.writeFile(text);
  };
  for (let line = 0; written < bytes;) {
    const lines = Array.from({ length: 10_000 }, () => {
      line += 1;
      return `${line} of many lines, and ${(line * 7919) % 1_000_003} is its number${end}`;
    });
    await write(lines.join(''));
  }
  await write(last);
  await file.close();
  return { path, blob: `sha256:${hash.digest('hex')}`, bytes: written };
};

const put = async (file: LargeFile, blob = file.blob): Promise<Response> =>
  fetch(`${service.url}/v1/blobs/${blob}`, {
    method: 'PUT',
    body: Readable.toWeb(createReadStream(file.path)) as ReadableStream,
    duplex: 'half',
  });

const digestOfBlob = async (blob: string): Promise<string> => {
  const answer = await fetch(`${service.url}/v1/blobs/${blob}`);
  const hash = createHash('sha256');
  for await (const piece of answer.body ?? []) hash.update(piece as Uint8Array);
  return `sha256:${hash.digest('hex')}`;
};

const copying = (input: LargeFile, answer: LargeFile) => ({
  language: 'c',
  source: copier,
  tests: [{ input: { blob: input.blob }, answer: { blob: answer.blob } }],
  checker: { kind: 'tokens' },
  limits: { cpuMs: 20_000, wallMs: 120_000, outputBytes: 256 * mebibyte },
  keepOutputBytes: 64,
});

/** The most memory that the service ever held at once, in bytes. */
const peakBytes = async (): Promise<number> => {
  const status = await readFile(`/proc/${service.pid}/status`, 'utf8');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error('the kernel tells no peak of this process');
  return Number(kibibytes) * 1024;
};

const uploads = (): string => join(service.dataDir, 'blobs', 'uploads');

test('200 MiB in and out, held against 200 MiB, are judged in memory that does not grow with them', async () => {
  const input = await writeLarge('input', 200 * mebibyte, '\n');
  const answer = await writeLarge('answer', 200 * mebibyte, ' \r\n');
  const wrong = await writeLarge('wrong', 200 * mebibyte, '\n', 'x');
  await judged(service.url, { language: 'c', source: copier, tests: [{ input: '1', answer: '1' }] });
  const before = await peakBytes();
  for (const file of [input, answer, wrong]) expect((await put(file)).status).toBe(201);
  expect((await put(input)).status).toBe(200);
  const head = await fetch(`${service.url}/v1/blobs/${input.blob}`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(input.bytes)]);
  expect(await digestOfBlob(input.blob)).toBe(input.blob);

  const right = await judged(service.url, copying(input, input));
  expect(right.result).toMatchObject({ verdict: 'accepted' });
  expect(right.result?.tests[0]?.stdout).toHaveLength(64);
  // The last lines differ in number, because the files are about as large and their lines are not: the answer ends first.
  const ended = await judged(service.url, copying(input, answer));
  expect(ended.result?.tests[0]).toMatchObject({ verdict: 'wrong_answer' });
  expect(ended.result?.tests[0]?.message).toMatch(/^token \d{8}, line \d{7}: expected the end of the output/);
  const differing = await judged(service.url, copying(input, wrong));
  expect(differing.result?.tests[0]?.message).toMatch(/expected "x", got the end of the output$/);

  const growth = (await peakBytes()) - before;
  expect(growth).toBeLessThan(150 * mebibyte);
});

test('a blob that is not what it is named by is refused, and nothing of it is left', async () => {
  const file = await writeLarge('mismatch', 3 * mebibyte, '\n');
  const blob = `sha256:${'5'.repeat(64)}`;
  const answer = await put(file, blob);
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: 'DIGEST_MISMATCH' });
  expect(await readdir(join(uploads(), 'incoming'))).toEqual([]);
  expect((await fetch(`${service.url}/v1/blobs/${blob}`, { method: 'HEAD' })).status).toBe(404);
  const reply = await post(service.url, { ...copying({ ...file, blob }, { ...file, blob }) });
  expect(reply).toMatchObject({ status: 422, body: { code: 'UNKNOWN_BLOB' } });
});

test('a blob that is damaged on disk is our failure and never a verdict on the program; putting it again mends it', async () => {
  const damaged = await writeLarge('damaged', 2 * mebibyte, '\n', 'damaged');
  await put(damaged);
  const key = damaged.blob.slice('sha256:'.length);
  const path = join(uploads(), key.slice(0, 2), key.slice(2));
  const file = await open(path, 'r+');
  await file.write('#', 1 * mebibyte);
  await file.close();
  expect((await stat(path)).size).toBe(damaged.bytes);
  const { body } = await post(service.url, copying(damaged, damaged));
  expect((await finished(service.url, body.id)).result?.verdict).toBe('system_error');

  expect((await put(damaged)).status).toBe(200);
  expect((await judged(service.url, copying(damaged, damaged))).result?.verdict).toBe('accepted');

  await truncate(path, mebibyte);
  const cut = await writeLarge('other', 2 * mebibyte, '\n', 'other');
  await put(cut);
  const reply = await post(service.url, copying(cut, damaged));
  expect((await finished(service.url, reply.body.id)).result?.verdict).not.toBe('accepted');
  await rm(join(uploads(), key.slice(0, 2)), { recursive: true });
  expect(await post(service.url, copying(damaged, damaged))).toMatchObject({ status: 422 });
});
