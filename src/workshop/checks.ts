/**
 * What a runtime has to show before it is trusted with programs of users: one small program per check, judged like any submission.
 * The programs lie in `images/<language>/programs/`; what they read, what they should print and how they should end stands here, once
 * for all languages.
 */
import type { PartialLimits } from '../domain/limits.ts';
import type { Verdict } from '../domain/verdict.ts';

export const checkNames = [
  'hello',
  'sum',
  'compile-error',
  'runtime-error',
  'time-limit',
  'memory-limit',
  'recursion',
  'utf8',
  'eof',
  'multi-file',
] as const;

export type CheckName = (typeof checkNames)[number];

export interface Check {
  readonly name: CheckName;
  /** What its program does, for whoever writes one. */
  readonly task: string;
  readonly input: Buffer;
  /** What it prints, compared by tokens; absent where only its end counts. */
  readonly answer?: Buffer;
  /** What differs from `usualLimits`. */
  readonly limits: PartialLimits;
  readonly verdict: Verdict;
}

const mebibyte = 1024 * 1024;

/** Generous, so that what fails is the runtime and not a slow machine. */
export const usualLimits = { cpuMs: 10_000, memoryBytes: 512 * mebibyte } as const satisfies PartialLimits;

const sumCount = 100_000;
const recursionDepth = 100_000;
const greeted = 'Zażółć gęślą jaźń 🐤';

/** Numbers that look like any, and are the same every time. */
const pairs = Array.from({ length: sumCount }, (_, index) => [
  (index * 7919 + 104_729) % 1_000_000,
  (index * 15_485_863 + 31) % 1_000_000,
]);

const lines = (values: readonly (string | number)[]): Buffer => Buffer.from(`${values.join('\n')}\n`);

const nothing = Buffer.alloc(0);

const table: Readonly<Record<CheckName, Omit<Check, 'name'>>> = {
  hello: {
    task: 'print "Hello, Serin!"',
    input: nothing,
    answer: lines(['Hello, Serin!']),
    limits: {},
    verdict: 'accepted',
  },
  sum: {
    task: `read n (${sumCount}), then n lines "a b"; print a+b, each on a line, by the usual fast means`,
    input: lines([sumCount, ...pairs.map(([a, b]) => `${String(a)} ${String(b)}`)]),
    answer: lines(pairs.map(([a = 0, b = 0]) => a + b)),
    limits: {},
    verdict: 'accepted',
  },
  'compile-error': {
    task: 'be something that the compiler or the check of the syntax refuses',
    input: nothing,
    limits: {},
    verdict: 'compile_error',
  },
  'runtime-error': {
    task: 'end by an error that nothing catches, or with an exit code that is not 0',
    input: nothing,
    limits: {},
    verdict: 'runtime_error',
  },
  'time-limit': {
    task: 'loop for ever, burning CPU',
    input: nothing,
    limits: { cpuMs: 1_000 },
    verdict: 'time_limit_exceeded',
  },
  'memory-limit': {
    task: 'take memory for ever, write to all of it and let go of none',
    input: nothing,
    limits: { memoryBytes: 256 * mebibyte },
    verdict: 'memory_limit_exceeded',
  },
  recursion: {
    task: `read n (${recursionDepth}), add up 1…n by plain recursion of depth n, print the sum`,
    input: lines([recursionDepth]),
    answer: lines([(recursionDepth * (recursionDepth + 1)) / 2]),
    limits: {},
    verdict: 'accepted',
  },
  utf8: {
    task: 'read a line, print "你好, " and the line',
    input: lines([greeted]),
    answer: lines([`你好, ${greeted}`]),
    limits: {},
    verdict: 'accepted',
  },
  eof: {
    task: 'read whole numbers until the input ends (its last line has no newline), print how many and their sum',
    input: Buffer.from('1 2\n3'),
    answer: lines(['3 6']),
    limits: {},
    verdict: 'accepted',
  },
  'multi-file': {
    task: 'print "Hello from two files", by the help of a second file',
    input: nothing,
    answer: lines(['Hello from two files']),
    limits: {},
    verdict: 'accepted',
  },
};

export const checks: readonly Check[] = checkNames.map((name) => ({ name, ...table[name] }));

export const isCheckName = (name: string): name is CheckName => checkNames.some((each) => each === name);
