/** From files on disk to what a submission carries. */
import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import type { LanguageAnswer } from './answers.ts';
import { CliFailure, exitCodes } from './failure.ts';

/** Rejects with the system's error when it cannot be read. */
export type ReadFile = (path: string) => Promise<Buffer>;

export interface EncodedText {
  readonly text: string;
  readonly encoding: 'utf8' | 'base64';
}

/** Text where the bytes are valid UTF-8, base64 where they are not. */
export const encode = (data: Buffer): EncodedText => {
  try {
    // A byte order mark is part of the file.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
    return { text, encoding: 'utf8' };
  } catch {
    return { text: data.toString('base64'), encoding: 'base64' };
  }
};

export const readNamed = async (readFile: ReadFile, path: string): Promise<Buffer> => {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliFailure(exitCodes.usage, `cannot read ${path}: ${reason}`, { cause });
  }
};

/** One file of plain text travels as `source`; the rest as `files`, named from the directory they have in common. */
export const readSources = async (
  readFile: ReadFile,
  paths: readonly string[],
): Promise<{ source: string } | { files: { path: string; content: string; encoding: string }[] }> => {
  const encoded = await Promise.all(paths.map(async (path) => encode(await readNamed(readFile, path))));
  const [only] = encoded;
  if (only !== undefined && encoded.length === 1 && only.encoding === 'utf8') return { source: only.text };
  const root = commonDirectory(paths);
  const files = encoded.map(({ text, encoding }, index) => {
    const path = relative(root, resolve(paths[index] ?? ''))
      .split(sep)
      .join('/');
    return { path, content: text, encoding };
  });
  return { files };
};

const commonDirectory = (paths: readonly string[]): string => {
  const [first = '.', ...others] = paths.map((path) => dirname(resolve(path)));
  let common = first;
  while (
    others.some(
      (directory) => directory !== common && !directory.startsWith(`${common}${common === sep ? '' : sep}`),
    )
  ) {
    common = dirname(common);
  }
  return common;
};

/**
 * The language of a file by its extension. Where several take it, the one that is its family's own (`cpp`, not `cpp17`).
 *
 * @throws CliFailure when none or several remain
 */
export const guessLanguage = (path: string, languages: readonly LanguageAnswer[]): string => {
  const extension = extname(path);
  const takers = languages.filter((info) => info.extensions.includes(extension));
  const plain = takers.filter((info) => info.language === info.family);
  const [guess, ...others] = plain.length > 0 ? plain : takers;
  if (guess !== undefined && others.length === 0) return guess.language;
  const names = (guess === undefined ? languages : takers).map((info) => info.language).join(', ');
  const why =
    guess === undefined
      ? `no language of this server takes ${extension === '' ? 'a file without an extension' : `*${extension}`}`
      : `several languages take *${extension}`;
  throw new CliFailure(
    exitCodes.usage,
    `${basename(path)}: ${why}; say --language, one of: ${names === '' ? '(none is bound yet)' : names}`,
  );
};
