/** What every home of blobs does: asked of a directory, and of a bucket on a real S3-compatible server. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Blobs } from '../../src/store/blobs.ts';

export interface BlobsBench {
  readonly blobs: Blobs;
  /** Everything that lies there, whatever it is, by names that end in a digest or its end. */
  names(): Promise<string[]>;
  /** As if it had been put then, and not been named since. */
  age(key: string, timeMs: number): Promise<void>;
  damage(key: string, bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;
const hourMs = 3_600_000;
const nowhere = '0'.repeat(64);

export const digestOf = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

export async function* inPieces(bytes: Buffer, size = 65_536): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

export const everything = async (source: AsyncIterable<Buffer>): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
};

/** The tests share one home, so each puts bytes of its own. */
export const blobsContract = (open: () => Promise<BlobsBench>): void => {
  let bench: BlobsBench;
  let blobs: Blobs;
  beforeAll(async () => {
    bench = await open();
    blobs = bench.blobs;
  });
  afterAll(() => bench.close());

  /** How many things lie there that were not there before. */
  const left = async (act: () => Promise<unknown>): Promise<number> => {
    const before = await bench.names();
    await act();
    return (await bench.names()).length - before.length;
  };

  test('a blob is named by the SHA-256 of what it holds, and read back whole', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 0]);
    const key = await blobs.put(bytes);
    expect(key).toBe(digestOf(bytes));
    expect(await blobs.get(key)).toEqual(bytes);
    expect(await blobs.find(key)).toBe(5);
  });

  test('the same bytes, put by many at once in both ways, are kept once and leave nothing else', async () => {
    const bytes = randomBytes(300_000);
    const bounds = { maxBytes: bytes.length, expectedKey: digestOf(bytes) };
    const added = await left(() =>
      Promise.all(
        Array.from({ length: 6 }, (_, at) =>
          at % 2 === 0 ? blobs.put(bytes) : blobs.putStream(inPieces(bytes), bounds),
        ),
      ),
    );
    expect(added).toBe(1);
    expect((await blobs.get(bounds.expectedKey)).equals(bytes)).toBe(true);
  });

  test('bytes that come in pieces are told to be new, or to be there already', async () => {
    const bytes = randomBytes(3 * mebibyte + 7);
    const put = () => blobs.putStream(inPieces(bytes), { maxBytes: bytes.length });
    const about = { key: digestOf(bytes), bytes: bytes.length };
    expect(await put()).toEqual({ ...about, created: true });
    expect(await put()).toEqual({ ...about, created: false });
    expect((await blobs.get(about.key)).equals(bytes)).toBe(true);
  });

  test('an empty blob is a blob', async () => {
    const { key } = await blobs.putStream(inPieces(Buffer.alloc(0)), { maxBytes: 0 });
    expect(key).toBe(digestOf(''));
    expect(await blobs.put(Buffer.alloc(0))).toBe(key);
    expect(await blobs.find(key)).toBe(0);
    expect(await blobs.get(key)).toHaveLength(0);
    for (const most of [undefined, 0, 5]) {
      const { bytes, stream } = await blobs.read(key, most);
      expect([bytes, (await everything(stream)).length]).toEqual([0, 0]);
    }
  });

  test('what has another digest, is too large, or breaks off leaves nothing', async () => {
    const bytes = randomBytes(mebibyte);
    async function* breaking(): AsyncIterable<Buffer> {
      yield* inPieces(bytes);
      throw new Error('the client is gone');
    }
    const added = await left(async () => {
      const wrong = blobs.putStream(inPieces(bytes), { maxBytes: mebibyte, expectedKey: nowhere });
      await expect(wrong).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
      const large = blobs.putStream(inPieces(bytes), { maxBytes: mebibyte - 1 });
      await expect(large).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
      const broken = blobs.putStream(breaking(), { maxBytes: 2 * mebibyte });
      await expect(broken).rejects.toThrow('the client is gone');
    });
    expect(added).toBe(0);
    expect(await blobs.find(digestOf(bytes))).toBeUndefined();
  });

  test('a blob is read in pieces, or its beginning alone', async () => {
    const bytes = randomBytes(mebibyte);
    const key = await blobs.put(bytes);
    const whole = await blobs.read(key);
    expect(whole.bytes).toBe(bytes.length);
    expect((await everything(whole.stream)).equals(bytes)).toBe(true);
    const beginning = await blobs.read(key, 1_000);
    expect(beginning.bytes).toBe(bytes.length);
    expect(await everything(beginning.stream)).toEqual(bytes.subarray(0, 1_000));
    expect(await everything((await blobs.read(key, 2 * mebibyte)).stream)).toHaveLength(mebibyte);
    expect(await everything((await blobs.read(key, 0)).stream)).toHaveLength(0);
  });

  test('a blob that is not there is missing', async () => {
    expect([await blobs.find(nowhere), await blobs.touch(nowhere)]).toEqual([undefined, undefined]);
    for (const ask of [() => blobs.get(nowhere), () => blobs.read(nowhere), () => blobs.read(nowhere, 5)]) {
      await expect(ask()).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND', retryable: true });
    }
    await blobs.remove(nowhere);
  });

  test.each(['', '..', '../../etc/passwd', 'A'.repeat(64), '0'.repeat(63), `${'0'.repeat(63)}/`])(
    '%j names no blob, and nothing else',
    async (word) => {
      expect([await blobs.find(word), await blobs.touch(word)]).toEqual([undefined, undefined]);
      for (const act of [() => blobs.get(word), () => blobs.read(word), () => blobs.remove(word)]) {
        await expect(act()).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
      }
    },
  );

  test('a blob whose bytes changed is corrupt, and made good when it is put again in either way', async () => {
    const bytes = randomBytes(1_000);
    const key = await blobs.put(bytes);
    for (const put of [
      () => blobs.put(bytes),
      () => blobs.putStream(inPieces(bytes), { maxBytes: 1_000, expectedKey: key }),
    ]) {
      await bench.damage(key, bytes.subarray(1));
      await expect(blobs.get(key)).rejects.toMatchObject({ code: 'BLOB_CORRUPT', retryable: false });
      await put();
      expect(await blobs.get(key)).toEqual(bytes);
    }
  });

  test('a removed blob is gone', async () => {
    const key = await blobs.put(randomBytes(10));
    await blobs.remove(key);
    expect(await blobs.find(key)).toBeUndefined();
    await expect(blobs.get(key)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
  });

  test('what nobody put or named since a time is removed; whatever was put or named again is young', async () => {
    const keys = await Promise.all(['old', 'put', 'streamed', 'named', 'young'].map(put));
    const [old = '', again = '', streamed = '', named = '', young = ''] = keys;
    for (const key of [old, again, streamed, named]) await bench.age(key, 1_000_000);
    await put('put');
    await blobs.putStream(inPieces(Buffer.from('streamed')), { maxBytes: 100 });
    expect(await blobs.touch(named)).toBe('named'.length);
    expect(await blobs.removeOlderThan(Date.now() - 2 * hourMs)).toBe(1);
    const found = await Promise.all([old, again, streamed, named, young].map((key) => blobs.find(key)));
    expect(found).toEqual([undefined, 3, 8, 5, 5]);
    expect((await blobs.get(named)).toString()).toBe('named');
    for (const key of [named, again]) await bench.age(key, 1_000_000);
    expect(await blobs.removeOlderThan(Date.now() - 2 * hourMs)).toBe(2);
    expect((await bench.names()).filter((name) => name.endsWith(named.slice(2)))).toEqual([]);
  });

  test('a sweep removes what is not marked, and spares what is young', async () => {
    const [marked = '', orphan = '', young = ''] = await Promise.all(['m', 'orphan', 'y'].map(put));
    const others = new Set((await bench.names()).map((name) => name.slice(-62)));
    others.delete(orphan.slice(2));
    others.delete(young.slice(2));
    for (const key of [marked, orphan]) await bench.age(key, 1_000_000);
    const isMarked = (key: string) => others.has(key.slice(2));
    expect(await blobs.removeUnmarked(isMarked, Date.now() - 2 * hourMs)).toBe(1);
    expect(await Promise.all([marked, orphan, young].map((key) => blobs.find(key)))).toEqual([
      1,
      undefined,
      1,
    ]);
  });

  const put = (text: string): Promise<string> => blobs.put(Buffer.from(text));
};
