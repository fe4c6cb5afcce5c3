/**
 * A tar, entry by entry, in one pass. It ends with blocks of zeros: one that was cut off between two entries would else pass for a whole one with
 * fewer tests. Header extensions (long names, pax records) are held in memory by the library until they are whole, so
 * the bytes that went in without anything having come out are bounded: no header is that long.
 */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { Refusal } from '../faults.ts';
import { shownName } from '../package-path.ts';
import { noContent } from './entry.ts';
import type { PackageEntry } from './entry.ts';

const mostSilentBytes = 4 * 1024 * 1024;

export interface TarMeter {
  /** Called with all bytes of the tar so far; throws where they are too many. */
  readonly unpacked: (bytes: number) => void;
}

export async function* tarEntries(
  path: string,
  compressed: boolean,
  meter: TarMeter,
): AsyncGenerator<PackageEntry> {
  const reader = extract();
  const tail = new TailScan();
  let fed = 0;
  let heard = 0;
  async function* guard(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      fed += piece.length;
      tail.take(piece);
      meter.unpacked(fed);
      if (fed - heard > mostSilentBytes) {
        throw new Refusal(
          '',
          `the tar has a header or a tail of more than ${mostSilentBytes} bytes: pack it again`,
        );
      }
      yield piece;
    }
  }
  const source = createReadStream(path);
  const feeding = compressed
    ? pipeline(source, createGunzip(), guard, reader)
    : pipeline(source, guard, reader);
  let failure: unknown;
  const fedWhole = feeding.catch((cause: unknown) => (failure = cause));
  try {
    for await (const entry of reader) {
      heard = fed;
      const content = heardContent(
        entry,
        () => (heard = fed),
        (cause) => damaged(failure ?? cause),
      );
      yield entryOf(entry.header, () => content);
      // What was not asked for has to pass by all the same.
      for await (const _ of content);
      heard = fed;
    }
    await fedWhole;
    if (failure !== undefined) throw damaged(failure);
    if (!tail.isEndMark) throw new Refusal('', cutOff);
  } catch (cause) {
    throw damaged(failure ?? cause);
  } finally {
    reader.destroy();
    source.destroy();
    await fedWhole;
  }
}

const cutOff =
  'the tar has no end mark: something is missing of it; pack it again, or copy it again as a whole';

const blockBytes = 512;

/** Whether the last block is one of zeros. */
class TailScan {
  #zeros = 0;

  take(piece: Buffer): void {
    let from = piece.length;
    while (from > 0 && piece.length - from < blockBytes && piece[from - 1] === 0) from -= 1;
    this.#zeros = from === 0 ? this.#zeros + piece.length : piece.length - from;
  }

  get isEndMark(): boolean {
    return this.#zeros >= blockBytes;
  }
}

async function* heardContent(
  entry: AsyncIterable<unknown>,
  hear: () => void,
  failureOf: (cause: unknown) => Error,
): AsyncGenerator<Buffer> {
  try {
    for await (const piece of entry) {
      hear();
      yield piece as Buffer;
    }
  } catch (cause) {
    throw failureOf(cause);
  }
}

const entryOf = (header: Header, content: () => AsyncIterable<Buffer>): PackageEntry => {
  const { name, type, linkname } = header;
  switch (type) {
    case 'file':
    case 'contiguous-file':
      return { name, kind: 'file', content };
    case 'directory':
      return { name, kind: 'folder', content: noContent };
    case 'symlink':
      return { name, kind: 'link', target: linkname, content: noContent };
    case 'link':
      return { name, kind: 'other', what: 'a hard link', content: noContent };
    case 'character-device':
    case 'block-device':
      return { name, kind: 'other', what: 'a device', content: noContent };
    case 'fifo':
      return { name, kind: 'other', what: 'a FIFO', content: noContent };
    default:
      return { name, kind: 'other', what: 'neither a file nor a folder', content: noContent };
  }
};

const damaged = (cause: unknown): Error => {
  if (cause instanceof Refusal) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof Error && 'syscall' in cause) return cause;
  return new Refusal('', `the tar is damaged: ${shownName(reason)}`, { cause });
};
