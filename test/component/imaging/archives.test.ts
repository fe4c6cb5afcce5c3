/** Runtimes as files, on a real engine: what is saved can be loaded where it was never built, and nothing else can. */
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runtimeFingerprint } from '../../../src/fingerprint/runtime-fingerprint.ts';
import { digestFile } from '../../../src/imaging/archive-files.ts';
import { buildImage } from '../../../src/imaging/builder.ts';
import type { CataloguePorts } from '../../../src/imaging/catalogue.ts';
import { inspectImage } from '../../../src/imaging/inspector.ts';
import { archivePorts } from '../../../src/main/images/archives.ts';
import { loadArchive, saveRuntime } from '../../../src/workshop/archives.ts';
import { docker, removeTinyImages, repository, tinyBuild, tinyManifest } from './tiny-runtime.ts';

const catalogue: CataloguePorts = {
  docker,
  probeCache: { get: () => Promise.resolve(undefined), put: () => Promise.resolve() },
  fingerprintOf: runtimeFingerprint,
};

// The ports that the verbs themselves use.
const ports = archivePorts(catalogue);

const reference = `${repository}:archived`;
const manifest = tinyManifest({ displayName: 'Tiny, archived' });
const otherManifest = tinyManifest({
  displayName: 'Tiny, archived',
  run: { ...manifest.run, env: { GREETING: 'another' } },
});
const idOf = async (name: string): Promise<string | undefined> => (await inspectImage({ docker }, name))?.id;

let directory: string;
let archive: string;
let savedId: string | undefined;

const build = (of: typeof manifest) => buildImage({ docker }, tinyBuild('archived', of), () => undefined);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-archives-'));
  archive = join(directory, 'tiny.tar.gz');
  await build(manifest);
  savedId = await idOf(reference);
  await saveRuntime(ports, reference, archive);
});

afterAll(async () => {
  await removeTinyImages();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  await removeTinyImages();
});

describe('an archive', () => {
  test('is a compressed tar with a note of its digest beside it, and nothing half done', async () => {
    const note = JSON.parse(await readFile(`${archive}.json`, 'utf8')) as {
      archive: { sha256: string; bytes: number };
      fingerprint: string;
    };
    expect(note.archive).toEqual(await digestFile(archive));
    expect(note.archive.bytes).toBe((await stat(archive)).size);
    expect(gunzipSync(await readFile(archive)).includes('manifest.json')).toBe(true);
    expect((await readdir(directory)).sort()).toEqual(['tiny.tar.gz', 'tiny.tar.gz.json']);
  });

  test('brings the same image to an engine that has it no more', async () => {
    expect(await idOf(reference)).toBeUndefined();
    const facts = await loadArchive(ports, archive);
    expect(facts.image.id).toBe(savedId);
    expect(await idOf(reference)).toBe(savedId);
  });

  test('takes the name of another build and keeps that one', async () => {
    await build(otherManifest);
    const former = (await idOf(reference)) ?? '';
    await loadArchive(ports, archive);
    expect(await idOf(reference)).toBe(savedId);
    expect(await idOf(`${reference}-${former.replace('sha256:', '').slice(0, 12)}`)).toBe(former);
  });
});

describe('an archive is refused', () => {
  test('when the file is not the one that was saved, before the engine sees it', async () => {
    const damaged = join(directory, 'damaged');
    const bytes = await readFile(archive);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(damaged, bytes);
    await writeFile(`${damaged}.json`, await readFile(`${archive}.json`));
    await expect(loadArchive(ports, damaged)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(await idOf(reference)).toBeUndefined();
  });

  test('when it holds another runtime than is expected, and the name means what it meant', async () => {
    const bare = join(directory, 'bare');
    await writeFile(bare, await readFile(archive));
    await build(otherManifest);
    const former = await idOf(reference);
    await expect(loadArchive(ports, bare, 'tiny-1.7@000000000000')).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await idOf(reference)).toBe(former);
  });

  test('when it is expected to be what it is not, and no name is left that was not there', async () => {
    const bare = join(directory, 'bare');
    await writeFile(bare, await readFile(archive));
    await expect(loadArchive(ports, bare, 'tiny-1.7@000000000000')).rejects.toThrow();
    expect(await idOf(reference)).toBeUndefined();
  });

  test('when it is no archive at all', async () => {
    const words = join(directory, 'words');
    await writeFile(words, 'not an archive');
    await expect(loadArchive(ports, words, 'tiny-1.7@000000000000')).rejects.toThrow();
  });
});
