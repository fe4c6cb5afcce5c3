import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const at = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

const group = z.object({ for: z.array(z.string()), calls: z.array(z.string()) });
const conditional = z.object({ for: z.array(z.string()), call: z.string() });
const profileSchema = z.object({ allowed: z.array(group), conditional: z.array(conditional) });

/** What a running program may call, always or with some arguments. */
const callsOfTheProfile = (): string[] => {
  const profile = profileSchema.parse(parse(at('sandboxes/seccomp/profile.yaml')));
  const entries = [
    ...profile.allowed,
    ...profile.conditional.map(({ call, ...entry }) => ({ ...entry, calls: [call] })),
  ];
  return entries.filter((entry) => entry.for.includes('run')).flatMap(({ calls }) => calls);
};

/** What the attack `kernel/every-call` leaves out. */
const callsOfTheAttack = (): string[] => {
  const program = at('test/programs/attacks/kernel/every-call.c');
  const table = /static const int allowed\[\] = \{(.*?)\n\};/s.exec(program)?.[1] ?? '';
  return [...table.matchAll(/\bSYS_(\w+)/g)].map(([, name]) => name ?? '');
};

/** The requests that the attack `kernel/ioctls` leaves out. */
const requestsOfTheAttack = (): number[] => {
  const program = at('test/programs/attacks/kernel/ioctls.c');
  const table = /static const unsigned allowed\[\] = \{(.*?)\};/s.exec(program)?.[1] ?? '';
  return [...table.matchAll(/0x[0-9a-f]+/g)].map(([text]) => Number(text));
};

const requestsOfTheProfile = (): number[] => {
  const entry = z.object({
    call: z.string(),
    when: z.array(z.object({ argument: z.number(), equals: z.number().optional() })),
  });
  const { conditional: entries } = z
    .object({ conditional: z.array(entry) })
    .parse(parse(at('sandboxes/seccomp/profile.yaml')));
  return entries
    .filter(({ call }) => call === 'ioctl')
    .flatMap(({ when }) => when.map(({ equals }) => equals ?? -1));
};

test('the attack that calls every number leaves out what the profile allows a running program, and nothing else', () => {
  const left = callsOfTheAttack();
  expect(left.length).toBeGreaterThan(100);
  expect([...left].sort()).toEqual(callsOfTheProfile().sort());
});

test('the attack that tries every ioctl leaves out the requests that the profile allows, and nothing else', () => {
  const left = requestsOfTheAttack();
  expect(left.length).toBeGreaterThan(0);
  expect([...left].sort()).toEqual(requestsOfTheProfile().sort());
});
