import { beforeEach, describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import { buildAll } from '../../../src/workshop/build-all.ts';
import type { BuildOptions } from '../../../src/workshop/build-all.ts';
import type {
  BuildProgress,
  BuildRequest,
  FoundImage,
  ImageEngine,
  RecipeFolder,
} from '../../../src/workshop/ports.ts';
import type { RuntimeSets } from '../../../src/workshop/sets.ts';
import { baseFolder, runtimeFolder } from './recipe-fixtures.ts';

/** An engine in memory: images by name, each build a new id. */
class FakeEngine implements ImageEngine {
  readonly images = new Map<string, FoundImage>();
  readonly built: BuildRequest[] = [];
  readonly failing = new Map<string, SerinError>();
  readonly unprobeable = new Set<string>();
  #count = 0;

  find = (reference: string): Promise<FoundImage | undefined> => Promise.resolve(this.images.get(reference));
  debianReference = (suite: string): string => `debian:${suite}-slim`;

  ensureDebian = (suite: string, onStep: (step: string) => void): Promise<string> => {
    onStep(`pull debian:${suite}-slim`);
    const image = { id: `debian-${String((this.#count += 1))}`, labels: {} };
    this.images.set(this.debianReference(suite), image);
    return Promise.resolve(image.id);
  };

  build = (request: BuildRequest, onStep: (step: string) => void): Promise<void> => {
    onStep('1/1 FROM');
    const failure = this.failing.get(request.reference);
    if (failure !== undefined) return Promise.reject(failure);
    this.built.push(request);
    this.images.set(request.reference, { id: `image-${String((this.#count += 1))}`, labels: request.labels });
    return Promise.resolve();
  };

  keep = (imageId: string, reference: string): Promise<void> => {
    const kept = [...this.images.values()].find((image) => image.id === imageId) ?? {
      id: imageId,
      labels: {},
    };
    this.images.set(`${reference}-${imageId}`, kept);
    return Promise.resolve();
  };

  facts = (reference: string): Promise<RuntimeFacts> => {
    if (this.unprobeable.has(reference)) {
      return Promise.reject(new SerinError('IMAGE_PROBE_FAILED', 'probe "version" failed'));
    }
    const image = this.images.get(reference);
    return Promise.resolve({
      runtime: image?.labels['serin.runtime'],
      image: { id: image?.id },
    } as RuntimeFacts);
  };
}

let engine: FakeEngine;
let folders: RecipeFolder[];
let progress: BuildProgress[];
let sets: RuntimeSets;
let room: () => Promise<void>;

const build = (options: BuildOptions = {}): Promise<RuntimeFacts[]> => {
  progress = [];
  engine.built.length = 0;
  let nowMs = 0;
  return buildAll(
    {
      recipes: () => Promise.resolve(folders),
      sets: () => Promise.resolve(sets),
      engine,
      assertRoom: () => room(),
      monotonic: () => (nowMs += 500),
    },
    { onProgress: (each) => progress.push(each), ...options },
  );
};

const states = (): string[] =>
  progress.filter((each) => each.step === undefined).map(({ image, state }) => `${image} ${state}`);
const builtImages = (): string[] => engine.built.map((request) => request.reference);

beforeEach(() => {
  engine = new FakeEngine();
  sets = {};
  room = () => Promise.resolve();
  folders = [
    baseFolder('forky'),
    baseFolder('trixie'),
    runtimeFolder({ language: 'lua', version: '5.4' }),
    runtimeFolder({ language: 'lua', version: '5.5', suite: 'forky' }),
    runtimeFolder({ language: 'perl', version: '5.40' }),
  ];
});

const replaceFolder = (name: string, folder: RecipeFolder): void => {
  folders = folders.map((each) => (each.name === name ? folder : each));
};

describe('building', () => {
  test('makes the bases first, then every runtime, and answers their facts in order', async () => {
    const facts = await build();
    expect(facts.map((each) => each.runtime)).toEqual(['lua-5.4', 'lua-5.5', 'perl-5.40']);
    expect(builtImages().slice(0, 2).sort()).toEqual(['serin/base:forky', 'serin/base:trixie']);
    expect(builtImages().slice(2)).toEqual(['serin/lua:5.4', 'serin/lua:5.5', 'serin/perl:5.40']);
  });

  test('tells what becomes of each image', async () => {
    await build({ only: ['perl'] });
    expect(progress).toEqual([
      { image: 'serin/base:trixie', state: 'building', step: 'pull debian:trixie-slim' },
      { image: 'serin/base:trixie', state: 'building' },
      { image: 'serin/base:trixie', state: 'building', step: '1/1 FROM' },
      { image: 'serin/base:trixie', state: 'built', seconds: 0.5 },
      { image: 'serin/perl:5.40', state: 'building' },
      { image: 'serin/perl:5.40', state: 'building', step: '1/1 FROM' },
      { image: 'serin/perl:5.40', state: 'built', seconds: 0.5 },
    ]);
  });

  test('puts the manifest and the name of the runtime on the image', async () => {
    await build({ only: ['perl-5.40'] });
    const labels = engine.images.get('serin/perl:5.40')?.labels ?? {};
    expect(labels['serin.runtime']).toBe('perl-5.40');
    expect(JSON.parse(labels['serin.manifest'] ?? '')).toMatchObject({ language: 'perl', policy: 'default' });
  });

  test('builds only what was asked for, with its base', async () => {
    const facts = await build({ only: ['lua-5.5'] });
    expect(facts.map((each) => each.runtime)).toEqual(['lua-5.5']);
    expect(builtImages()).toEqual(['serin/base:forky', 'serin/lua:5.5']);
  });

  test('refuses a name that no recipe has, and builds nothing', async () => {
    await expect(build({ only: ['lua', 'cobol'] })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringContaining('there is no recipe for cobol') as string,
    });
    expect(builtImages()).toEqual([]);
  });

  test('refuses broken recipes before anything is built', async () => {
    folders.push({ name: 'moon/1', files: [] });
    await expect(build()).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    expect(builtImages()).toEqual([]);
  });
});

describe('the default set', () => {
  beforeEach(() => {
    sets = { default: ['lua'], newest: ['lua-5.5', 'perl'] };
  });

  test('is what is built when nothing is named', async () => {
    const facts = await build();
    expect(facts.map((each) => each.runtime)).toEqual(['lua-5.4', 'lua-5.5']);
  });

  test('is one of the sets that can be named, and all is every runtime', async () => {
    expect((await build({ only: ['newest'] })).map((each) => each.runtime)).toEqual(['lua-5.5', 'perl-5.40']);
    expect(await build({ only: ['all'] })).toHaveLength(3);
  });

  test('may name what there is no recipe for: the rest is built', async () => {
    sets = { default: ['moon', 'perl'] };
    expect((await build()).map((each) => each.runtime)).toEqual(['perl-5.40']);
  });
});

describe('images side by side', () => {
  test('take no more memory than there is', async () => {
    const heavy = (version: string) =>
      runtimeFolder({ language: 'lua', version, more: 'build: { memoryBytes: 600 }\n' });
    folders = [baseFolder('trixie'), heavy('1'), heavy('2'), heavy('3')];
    let running = 0;
    let most = 0;
    const build1 = engine.build;
    engine.build = async (...args) => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      return build1(...args);
    };
    await build({ bounds: { limit: 4, capacity: 1_300 } });
    expect(most).toBe(2);
  });

  test('are told before the first is looked at', async () => {
    const planned: string[] = [];
    await build({ only: ['perl'], onPlan: (images) => planned.push(...images) });
    expect(planned).toEqual(['serin/base:trixie', 'serin/perl:5.40']);
  });
});

describe('a disk without room', () => {
  const full = () => Promise.reject(new SerinError('STORAGE_FULL', 'no room'));

  test('refuses to begin, once for all images', async () => {
    let asked = 0;
    room = () => {
      asked += 1;
      return full();
    };
    await expect(build()).rejects.toMatchObject({ code: 'STORAGE_FULL', message: 'no room' });
    expect(builtImages()).toEqual([]);
    expect(asked).toBe(1);
  });

  test('is no matter when everything is built', async () => {
    await build();
    room = full;
    await expect(build()).resolves.toHaveLength(3);
  });
});

describe('building again', () => {
  beforeEach(() => build());

  test('leaves everything alone when nothing changed', async () => {
    const facts = await build();
    expect(builtImages()).toEqual([]);
    expect(states().sort()).toEqual([
      'serin/base:forky cached',
      'serin/base:trixie cached',
      'serin/lua:5.4 cached',
      'serin/lua:5.5 cached',
      'serin/perl:5.40 cached',
    ]);
    expect(facts).toHaveLength(3);
  });

  test('builds anew what has another Dockerfile, and keeps the image it replaces', async () => {
    const before = engine.images.get('serin/lua:5.4');
    replaceFolder(
      'lua/5.4',
      runtimeFolder({ language: 'lua', version: '5.4', dockerfile: 'ARG BASE\nFROM ${BASE}\nUSER 1\n' }),
    );
    await build();
    expect(builtImages()).toEqual(['serin/lua:5.4']);
    expect(engine.images.get('serin/lua:5.4')?.id).not.toBe(before?.id);
    expect(engine.images.has(`serin/lua:5.4-${String(before?.id)}`)).toBe(true);
  });

  test('puts a changed manifest on the same layers', async () => {
    replaceFolder('lua/5.4', runtimeFolder({ language: 'lua', version: '5.4', displayName: 'Lua!' }));
    await build();
    expect(engine.built.map(({ reference, files }) => [reference, files[0]?.data.toString()])).toEqual([
      ['serin/lua:5.4', 'FROM serin/lua:5.4\n'],
    ]);
    expect(engine.images.get('serin/lua:5.4')?.labels['serin.manifest']).toContain('Lua!');
    await build();
    expect(builtImages()).toEqual([]);
  });

  test('builds anew all that stands on a base that changed, and nothing else', async () => {
    replaceFolder('base/forky', baseFolder('forky', 'FROM debian:forky-slim\nENV A=1\n'));
    await build();
    expect(builtImages()).toEqual(['serin/base:forky', 'serin/lua:5.5']);
  });

  test('builds anew all that stands on a Debian image that changed', async () => {
    engine.images.set('debian:forky-slim', { id: 'debian-of-today', labels: {} });
    await build();
    expect(builtImages()).toEqual(['serin/base:forky', 'serin/lua:5.5']);
  });

  test('does without the Debian image when the base that was made from it agrees', async () => {
    engine.images.delete('debian:trixie-slim');
    await build();
    expect(builtImages()).toEqual([]);
    expect(engine.images.has('debian:trixie-slim')).toBe(false);
  });

  test('builds everything when asked for fresh packages', async () => {
    await build({ fresh: true, only: ['perl'] });
    expect(engine.built.map(({ reference, fresh }) => [reference, fresh])).toEqual([
      ['serin/base:trixie', true],
      ['serin/perl:5.40', true],
    ]);
  });
});

describe('a failure', () => {
  const failure = new SerinError('IMAGE_BUILD_FAILED', 'step 3 said no');

  test('of one image lets the others be built, and is told at the end', async () => {
    engine.failing.set('serin/lua:5.4', failure);
    await expect(build()).rejects.toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
      faults: [{ path: 'serin/lua:5.4', message: 'step 3 said no' }],
    });
    expect(builtImages()).toEqual(expect.arrayContaining(['serin/lua:5.5', 'serin/perl:5.40']));
    expect(progress).toContainEqual({ image: 'serin/lua:5.4', state: 'failed', reason: 'step 3 said no' });
  });

  test('of a base fails all that stands on it and nothing else', async () => {
    engine.failing.set('serin/base:trixie', failure);
    await expect(build()).rejects.toMatchObject({
      faults: [
        { path: 'serin/base:trixie' },
        { path: 'serin/lua:5.4', message: 'serin/base:trixie, on which it stands, could not be built' },
        { path: 'serin/perl:5.40' },
      ],
    });
    expect(builtImages()).toEqual(['serin/base:forky', 'serin/lua:5.5']);
  });

  test('of a probe is the failure of its image', async () => {
    engine.unprobeable.add('serin/perl:5.40');
    await expect(build()).rejects.toMatchObject({
      faults: [{ path: 'serin/perl:5.40', message: 'probe "version" failed' }],
    });
  });

  test('is made good by building again, without what was built', async () => {
    engine.failing.set('serin/lua:5.4', failure);
    await expect(build()).rejects.toThrow();
    engine.failing.clear();
    await expect(build()).resolves.toHaveLength(3);
    expect(builtImages()).toEqual(['serin/lua:5.4']);
  });

  test('of the engine itself ends the work at once', async () => {
    engine.failing.set('serin/lua:5.4', new SerinError('DOCKER_UNAVAILABLE', 'gone'));
    await expect(build({ bounds: { limit: 1 } })).rejects.toMatchObject({ code: 'DOCKER_UNAVAILABLE' });
    expect(builtImages()).toEqual(['serin/base:forky', 'serin/base:trixie']);
  });
});

describe('variants', () => {
  const variants = 'variants: [{ language: luajit, displayName: LuaJIT }]\n';

  beforeEach(() => {
    folders = [baseFolder('trixie'), runtimeFolder({ language: 'lua', version: '5.4', more: variants })];
  });

  test('are built after the image whose layers they share, and add nothing to it', async () => {
    const facts = await build();
    expect(builtImages()).toEqual(['serin/base:trixie', 'serin/lua:5.4', 'serin/luajit:5.4']);
    const [, , variant] = engine.built;
    expect(variant?.files.map((file) => file.data.toString())).toEqual(['FROM serin/lua:5.4\n']);
    expect(facts.map((each) => each.runtime)).toEqual(['lua-5.4', 'luajit-5.4']);
    await build();
    expect(builtImages()).toEqual([]);
  });

  test('bring what they stand on along when they are asked for alone', async () => {
    await build({ only: ['luajit'] });
    expect(builtImages()).toEqual(['serin/base:trixie', 'serin/lua:5.4', 'serin/luajit:5.4']);
  });

  test('fail with the image that they stand on', async () => {
    engine.failing.set('serin/lua:5.4', new SerinError('IMAGE_BUILD_FAILED', 'no such package'));
    await expect(build()).rejects.toMatchObject({
      faults: [
        { path: 'serin/lua:5.4', message: 'no such package' },
        { path: 'serin/luajit:5.4', message: 'serin/lua:5.4, on which it stands, could not be built' },
      ],
    });
  });
});
