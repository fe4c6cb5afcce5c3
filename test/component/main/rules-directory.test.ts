import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { RuleFile } from '../../../src/gray/load-rules.ts';
import { readRuleTexts, seeRules } from '../../../src/main/rules-directory/rule-texts.ts';
import { RulesDirectory } from '../../../src/main/rules-directory/rules-directory.ts';
import type { DirectoryDeps, DirectoryOptions } from '../../../src/main/rules-directory/rules-directory.ts';
import { watchDirectory } from '../../../src/main/rules-directory/watcher.ts';
import { eventually } from '../../support/submissions.ts';

/** Files are sets of words here; one that says `fault` has a fault. */
const meaning = (files: readonly RuleFile[]): string =>
  files
    .flatMap(({ text }) => text.split('\n'))
    .filter((word) => word !== '')
    .sort()
    .join(' ');

const digest = (files: readonly RuleFile[]): string =>
  createHash('sha256').update(meaning(files)).digest('hex');

interface World {
  readonly path: string;
  readonly directory: RulesDirectory;
  readonly published: string[];
  readonly messages: string[];
  readonly states: string[];
  readonly control: {
    leads: boolean;
    fails: boolean;
    source: string | undefined;
    inForce: { digest: string; size: number };
  };
}

let root: string;
let open: RulesDirectory[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'serin-rules-'));
  open = [];
});

afterEach(async () => {
  for (const each of open) await each.close();
  await rm(root, { recursive: true, force: true });
});

const options = (compareEveryMs: number, loadingMs = 5_000): DirectoryOptions => ({
  timing: { settleMs: 150, deadlinesMs: { changed: 1_000, settling: 4_000, loading: loadingMs } },
  tickMs: 25,
  compareEveryMs,
});

/** `watch: false` leaves the timer alone to find things; an hour between comparisons leaves it to the watcher. */
const start = async (
  given: { watch?: boolean; compareEveryMs?: number; loadingMs?: number; deps?: Partial<DirectoryDeps> } = {},
): Promise<World> => {
  const path = join(root, 'rules');
  const control: World['control'] = {
    ...{ leads: true, fails: false, source: undefined },
    inForce: { digest: digest([]), size: 0 },
  };
  const [published, messages, states]: [string[], string[], string[]] = [[], [], []];
  const directory = new RulesDirectory(
    {
      see: () => seeRules(path),
      read: () => readRuleTexts(path),
      digestOf: async (files) => {
        const faulty = files.filter(({ text }) => text.includes('fault'));
        if (faulty.length > 0) {
          const faults = faulty.map((each) => ({ path: `${each.path}:1 /`, message: 'has a fault' }));
          throw new SerinError('RULES_INVALID', 'refused', { faults });
        }
        return Promise.resolve(digest(files));
      },
      publish: (files, message) => {
        if (control.fails) return Promise.reject(new SerinError('STORE_UNAVAILABLE', 'gone'));
        published.push(meaning(files));
        messages.push(message);
        control.inForce = { digest: digest(files), size: files.length };
        return Promise.resolve({ waits: false });
      },
      source: {
        read: () => Promise.resolve(control.source),
        write: (to) => {
          control.source = to;
          return Promise.resolve();
        },
      },
      leads: () => control.leads,
      inForce: () => control.inForce,
      ...(given.watch === false ? {} : { watch: (stirred, failed) => watchDirectory(path, stirred, failed) }),
      onState: (state) => states.push(state),
      monotonic: () => performance.now(),
      log: silentLogger,
      ...given.deps,
    },
    options(given.compareEveryMs ?? 3_600_000, given.loadingMs),
  );
  open.push(directory);
  await directory.first();
  directory.watch();
  // The watcher has to stand before a test may change something.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { path, directory, published, messages, states, control };
};

const put = async (name: string, text: string): Promise<void> => {
  await mkdir(join(root, 'rules'), { recursive: true });
  await writeFile(join(root, 'rules', name), text);
};

/** By either path alone, each within its time. */
const paths = [
  { path: 'the watcher alone', given: { compareEveryMs: 3_600_000 } },
  { path: 'the timer alone', given: { watch: false, compareEveryMs: 100 } },
] as const;

describe.each(paths)('a change is found by $path', ({ given }) => {
  const last = (world: World, what: string) =>
    eventually(`${what} is published`, () => world.published.at(-1) === what, 5_000);

  test('when a file is written, added, renamed over and removed', async () => {
    await put('a.yaml', 'one');
    const world = await start(given);
    expect(world.published).toEqual(['one']);
    await put('a.yaml', 'two');
    await last(world, 'two');
    await put('b.yaml', 'three');
    await last(world, 'three two');
    await put('.new', 'four');
    await rename(join(world.path, '.new'), join(world.path, 'a.yaml'));
    await last(world, 'four three');
    await rm(join(world.path, 'b.yaml'));
    await last(world, 'four');
    expect(world.messages).toEqual([
      'a.yaml',
      'a.yaml changed',
      'b.yaml added',
      'a.yaml changed',
      'b.yaml removed',
    ]);
  });

  test('when Kubernetes swaps the link of a ConfigMap', async () => {
    const path = join(root, 'rules');
    const version = async (name: string, words: Readonly<Record<string, string>>): Promise<void> => {
      await mkdir(join(path, name), { recursive: true });
      for (const [file, text] of Object.entries(words)) await writeFile(join(path, name, file), text);
      await symlink(name, join(path, '..data_tmp'));
      await rename(join(path, '..data_tmp'), join(path, '..data'));
    };
    await version('..2026_1', { 'a.yaml': 'one', 'b.yaml': 'two' });
    for (const name of ['a.yaml', 'b.yaml']) await symlink(`..data/${name}`, join(path, name));
    const world = await start(given);
    expect(world.published).toEqual(['one two']);
    await version('..2026_2', { 'a.yaml': 'three', 'b.yaml': 'four' });
    await rm(join(path, '..2026_1'), { recursive: true });
    await last(world, 'four three');
    expect(world.published).toEqual(['one two', 'four three']);
  });

  test('when a file is written slowly: no half of it is taken', async () => {
    await put('a.yaml', 'one\n');
    const world = await start(given);
    for (let each = 0; each < 12; each += 1) {
      await appendFile(join(world.path, 'a.yaml'), `word${each}\n`);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await eventually('it is published', () => world.published.length > 1, 5_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(world.published).toHaveLength(2);
    expect(world.published[1]).toContain('word11');
  });

  test('when a burst of files comes: as one change', async () => {
    await put('a.yaml', 'one');
    const world = await start(given);
    for (let each = 0; each < 200; each += 1) await put(`f${each}.yaml`, `w${each}`);
    await eventually('it is published', () => world.published.length > 1, 5_000);
    expect(world.published).toHaveLength(2);
    expect(world.published[1]?.split(' ')).toHaveLength(201);
    expect(world.messages[1]).toMatch(/f0\.yaml added.* and 192 more$/);
  });
});

describe('what is refused', () => {
  test('is refused whole, with every fault, and what was in force stays until the files are good', async () => {
    await put('a.yaml', 'one');
    const world = await start({ compareEveryMs: 100 });
    await put('b.yaml', 'fault');
    await put('c.yaml', 'two');
    await eventually('it is told', () => world.directory.alarms().includes('broken'));
    expect(world.published).toEqual(['one']);
    await put('b.yaml', 'three');
    await eventually('it is good again', () => world.published.at(-1) === 'one three two');
    await eventually('the alarm is over', () => world.directory.alarms().length === 0);
  });

  test('is also a file that is no UTF-8', async () => {
    const world = await start({ compareEveryMs: 100 });
    await mkdir(world.path);
    await writeFile(join(world.path, 'a.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
    await eventually('it is told', () => world.directory.alarms().includes('broken'));
    expect(world.published).toEqual([]);
  });
});

describe('a directory that', () => {
  test('is deleted and made again is read again: meanwhile what was in force stays', async () => {
    await put('a.yaml', 'one');
    const world = await start({ compareEveryMs: 300 });
    await rm(world.path, { recursive: true });
    await eventually('it is missed', () => world.directory.alarms().includes('missing'));
    expect(world.published).toEqual(['one']);
    await put('a.yaml', 'two');
    await eventually('it is published', () => world.published.at(-1) === 'two');
    expect(world.published).toEqual(['one', 'two']);
    await eventually('it is not missed any more', () => !world.directory.alarms().includes('missing'));
  });

  test('was never there is no alarm, and publishes nothing', async () => {
    const world = await start({ compareEveryMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(world.directory.alarms()).toEqual([]);
    expect(world.published).toEqual([]);
  });

  test('is not there, but whose rules are in force, is missed', async () => {
    const deps = { inForce: () => ({ digest: 'x', size: 3 }) };
    const world = await start({ compareEveryMs: 100, deps });
    expect(world.directory.alarms()).toEqual(['missing']);
    expect(world.published).toEqual([]);
  });

  test('says nothing new makes no revision, however often its files are written', async () => {
    await put('a.yaml', 'one\ntwo');
    const world = await start({ compareEveryMs: 100 });
    await put('a.yaml', 'two\n\none');
    await eventually(
      'it was read again',
      () => world.states.filter((state) => state === 'loading').length > 0,
    );
    await cp(join(world.path, 'a.yaml'), join(root, 'copy'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(world.published).toEqual(['one two']);
  });

  test('differs from what is in force is an alarm; what somebody rolled back stays', async () => {
    await put('a.yaml', 'one');
    const world = await start({ compareEveryMs: 50 });
    world.control.inForce = { digest: 'rolled back', size: 1 };
    await eventually('it is told', () => world.directory.alarms().includes('differs'));
    expect(world.published).toEqual(['one']);
    await put('a.yaml', 'two');
    await eventually('the new files are published', () => world.published.at(-1) === 'two');
    await eventually('the alarm is over', () => world.directory.alarms().length === 0);
  });

  test('cannot be published because the store is away is published when it is back', async () => {
    await put('a.yaml', 'one');
    const world = await start({ compareEveryMs: 50 });
    world.control.fails = true;
    await put('a.yaml', 'two');
    await eventually('it is told', () => world.directory.alarms().includes('refused'));
    world.control.fails = false;
    await eventually('it is published', () => world.published.at(-1) === 'two');
    await eventually('the alarm is over', () => world.directory.alarms().length === 0);
  });

  test('is another leader’s is read, and not published before this process leads', async () => {
    const world = await start({ compareEveryMs: 50 });
    world.control.leads = false;
    await put('a.yaml', 'one');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(world.published).toEqual([]);
    world.control.leads = true;
    world.directory.stir();
    await eventually('it is published', () => world.published.at(-1) === 'one');
  });
});

test('a publish that hangs does not hold the directory for ever', async () => {
  await put('a.yaml', 'one');
  let hangs = false;
  const kept: string[] = [];
  const deps: Partial<DirectoryDeps> = {
    publish: (files) => {
      if (hangs) return new Promise(() => undefined);
      kept.push(meaning(files));
      return Promise.resolve({ waits: false });
    },
  };
  const world = await start({ compareEveryMs: 100, loadingMs: 300, deps });
  hangs = true;
  await put('a.yaml', 'two');
  await eventually('it is given up', () => world.directory.alarms().includes('stuck'));
  hangs = false;
  await eventually('it is published', () => kept.at(-1) === 'two');
  await eventually('the alarm is over', () => !world.directory.alarms().includes('stuck'));
});
