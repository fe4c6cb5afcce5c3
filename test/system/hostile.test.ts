import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { judged } from '../support/client.ts';

const mebibyte = 1024 * 1024;

let service: Service;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await service.close();
});

const judge = (body: string, test: { input: string; answer: string }, limits = {}) =>
  judged(service.url, {
    language: 'c',
    source: `#define _GNU_SOURCE\n#include <errno.h>\n#include <fcntl.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\nint main(void) {\n${body}\n}\n`,
    tests: [test],
    checker: { kind: 'exact' },
    limits,
  });

test('a program that gives its input away does not get its memory for it', async () => {
  const greedy = `
    static char buffer[1 << 16];
    while (read(0, buffer, sizeof buffer) > 0) {}
    close(0);
    volatile char *memory = malloc(40 << 20);
    for (size_t at = 0; at < 40 << 20; at += 4096) memory[at] = 1;
    for (volatile int i = 0; i < 100000000; i++) {}
    return memory[4096] - 1;`;
  const input = 'x'.repeat(15 * mebibyte);
  const { result } = await judge(greedy, { input, answer: '' }, { memoryBytes: 32 * mebibyte });
  expect(result?.verdict).toBe('memory_limit_exceeded');
});

test('a program that writes byte by byte in packet mode is read whole', async () => {
  const packets = `
    if (fcntl(1, F_SETFL, O_DIRECT) != 0) return 3;
    for (int i = 0; i < 100000; i++) if (write(1, "x", 1) != 1) return 4;
    return 0;`;
  const { result } = await judge(packets, { input: '', answer: 'x'.repeat(100_000) });
  expect(result).toMatchObject({ verdict: 'accepted' });
});

test('files in /dev/shm are bounded in number', async () => {
  const storm = `
    char name[64];
    for (int i = 0; i < 5000; i++) {
      snprintf(name, sizeof name, "/dev/shm/%d", i);
      int fd = open(name, O_CREAT | O_WRONLY, 0600);
      if (fd < 0) return errno == ENOSPC ? 0 : 4;
      close(fd);
    }
    return 3;`;
  expect((await judge(storm, { input: '', answer: '' })).result?.verdict).toBe('accepted');
  const after = await judge('return access("/dev/shm/0", F_OK) == 0;', { input: '', answer: '' });
  expect(after.result?.verdict).toBe('accepted');
});
