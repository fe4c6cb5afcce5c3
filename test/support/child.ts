/**
 * A TypeScript program as a process of its own, for what only a real process can show: being killed. It is compiled, without being
 * checked, into a temporary directory.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import ts from 'typescript';
import { eventually } from './submissions.ts';

const root = resolve(import.meta.dirname, '../..');

export interface CompiledProgram {
  /** What `node` runs. */
  readonly path: string;
  start(args: readonly string[]): Child;
  remove(): Promise<void>;
}

export interface Child {
  readonly pid: number | undefined;
  readonly lines: readonly string[];
  /** Ends when it has printed the line. */
  printed(line: string, withinMs?: number): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** @param entry - path of the program below the repository. */
export const compileProgram = async (entry: string): Promise<CompiledProgram> => {
  const directory = await mkdtemp(join(tmpdir(), 'serin-child-'));
  const program = ts.createProgram([join(root, entry)], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
    noCheck: true,
    skipLibCheck: true,
    types: [],
    rootDir: root,
    outDir: directory,
  });
  program.emit();
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  const compiled = join(directory, relative(root, join(root, entry)).replace(/\.ts$/, '.js'));
  return {
    path: compiled,
    start: (args) =>
      childOf(spawn(process.execPath, [compiled, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
};

const childOf = (child: ChildProcess): Child => {
  const lines: string[] = [];
  if (child.stdout === null) throw new Error('the child has no standard output');
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return {
    pid: child.pid,
    lines,
    printed: (line, withinMs) =>
      eventually(`the child prints "${line}"`, () => lines.includes(line), withinMs),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
};
