import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import { sha256Hex } from '../../../src/fingerprint/canonical.ts';
import { loadArchive, saveRuntime } from '../../../src/workshop/archives.ts';
import type { ArchivePorts } from '../../../src/workshop/archives.ts';

/** An engine whose images are their fingerprints, and an archive that is `<name> <id>` in words. */
let names: Map<string, string>;
let kept: [string, string][];
let files: Map<string, string>;

const ports: ArchivePorts = {
  engine: {
    facts: (reference) => {
      const id = names.get(reference);
      if (id === undefined) return Promise.reject(new SerinError('RUNTIME_NOT_FOUND', 'none'));
      if (id === 'broken') return Promise.reject(new SerinError('IMAGE_PROBE_FAILED', 'probe failed'));
      const facts = { runtime: 'lua-5.4', fingerprint: `lua-5.4@${id}`, image: { id, reference } };
      return Promise.resolve(facts as RuntimeFacts);
    },
    save: (reference) => Promise.resolve(Readable.from([`${reference} ${String(names.get(reference))}\n`])),
    load: async (archive) => {
      const brought = (await text(archive))
        .trim()
        .split('\n')
        .map((line) => line.split(' '));
      for (const [name = '', id = ''] of brought) names.set(name, id);
      return brought.map(([name = '']) => name);
    },
    names: () => Promise.resolve(new Map(names)),
    name: (id, reference) => Promise.resolve(void names.set(reference, id)),
    remove: (reference) => Promise.resolve(void names.delete(reference)),
    keep: (id, reference) => Promise.resolve(void kept.push([id, reference])),
  },
  files: {
    write: async (path, source) => {
      const content = await text(source);
      files.set(path, content);
      return { sha256: sha256Hex(content), bytes: content.length };
    },
    digest: (path) => {
      const content = files.get(path) ?? '';
      return Promise.resolve({ sha256: sha256Hex(content), bytes: content.length });
    },
    open: (path) => Readable.from([files.get(path) ?? '']),
    readText: (path) => Promise.resolve(files.get(path)),
    writeText: (path, content) => Promise.resolve(void files.set(path, content)),
  },
  now: () => Date.UTC(2026, 10, 25),
};

const lua = 'serin/lua:5.4';
const engine = () => Object.fromEntries(names);

beforeEach(() => {
  names = new Map([
    [lua, 'new'],
    ['debian:trixie-slim', 'debian'],
  ]);
  kept = [];
  files = new Map();
});

describe('saving', () => {
  test('writes the image, and beside it what it is', async () => {
    await saveRuntime(ports, lua, 'lua.tar.gz');
    expect(files.get('lua.tar.gz')).toBe('serin/lua:5.4 new\n');
    expect(JSON.parse(files.get('lua.tar.gz.json') ?? '')).toEqual({
      apiVersion: 'serin/v1',
      kind: 'ImageArchive',
      runtime: 'lua-5.4',
      fingerprint: 'lua-5.4@new',
      reference: lua,
      imageId: 'new',
      archive: { sha256: sha256Hex('serin/lua:5.4 new\n'), bytes: 18 },
      savedAt: '2026-11-25T00:00:00.000Z',
    });
  });

  test('of an image that is not there writes nothing', async () => {
    await expect(saveRuntime(ports, 'serin/moon:1', 'moon')).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
    });
    expect(files.size).toBe(0);
  });
});

describe('loading', () => {
  beforeEach(() => saveRuntime(ports, lua, 'lua'));

  test('into an engine without the runtime brings it', async () => {
    names.delete(lua);
    expect((await loadArchive(ports, 'lua')).fingerprint).toBe('lua-5.4@new');
    expect(names.get(lua)).toBe('new');
    expect(kept).toEqual([]);
  });

  test('keeps the image whose name it takes: a track may be bound to it', async () => {
    names.set(lua, 'old');
    await loadArchive(ports, 'lua');
    expect(names.get(lua)).toBe('new');
    expect(kept).toEqual([['old', lua]]);
  });

  test('of what is there already changes nothing', async () => {
    await loadArchive(ports, 'lua', 'lua-5.4@new');
    expect(kept).toEqual([]);
  });

  test('of another file than the note speaks of is refused before the engine is told', async () => {
    files.set('lua', 'serin/lua:5.4 evil\n');
    names.set(lua, 'old');
    await expect(loadArchive(ports, 'lua')).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(names.get(lua)).toBe('old');
  });

  test('without a note needs to be told what to expect', async () => {
    files.delete('lua.json');
    names.delete(lua);
    await expect(loadArchive(ports, 'lua')).rejects.toThrow(/say --expect FINGERPRINT/);
    expect((await loadArchive(ports, 'lua', 'lua-5.4@new')).runtime).toBe('lua-5.4');
  });

  test('refuses a note that promises another runtime than is expected, and one that is none', async () => {
    await expect(loadArchive(ports, 'lua', 'lua-5.4@other')).rejects.toThrow(
      'lua promises lua-5.4@new, and lua-5.4@other is expected',
    );
    files.set('lua.json', '{');
    await expect(loadArchive(ports, 'lua')).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
  });
});

describe('an archive that holds something else', () => {
  const load = (content: string): Promise<RuntimeFacts> => {
    files.set('a', content);
    return loadArchive(ports, 'a', 'lua-5.4@new');
  };

  test.each([
    ['another runtime', 'serin/lua:5.4 evil\n', /holds lua-5.4@evil, and lua-5.4@new is expected/],
    ['an image that cannot be probed', 'serin/lua:5.4 broken\n', /probe failed/],
    ['names of other images too', 'serin/lua:5.4 new\ndebian:trixie-slim evil\n', /2 names of images/],
  ])('such as %s is refused, and every name means what it meant', async (_, content, said) => {
    names.set(lua, 'old');
    const before = engine();
    await expect(load(content)).rejects.toThrow(said);
    expect(engine()).toEqual(before);
    expect(kept).toEqual([]);
  });

  test('leaves no name behind that was not there', async () => {
    names.delete(lua);
    const before = engine();
    await expect(load('serin/lua:5.4 evil\n')).rejects.toThrow();
    expect(engine()).toEqual(before);
  });
});
