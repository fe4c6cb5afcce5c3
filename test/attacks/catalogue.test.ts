import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attackClasses, attacksDirectory, readClass, select, strayFiles } from './catalogue.ts';

describe('the attacks of this repository', () => {
  test('every folder is a class or the witness', async () => {
    const folders = await readdir(attacksDirectory);
    expect(folders.sort()).toEqual([...attackClasses, 'witness'].sort());
  });

  test.each(attackClasses)('the class %s is valid', async (name) => {
    expect((await readClass(name)).length).toBeGreaterThan(0);
  });

  test.each(attackClasses)('no file of the class %s lies there without being used', async (name) => {
    expect(await strayFiles(name)).toEqual([]);
  });
});

describe('a catalogue', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'serin-catalogue-'));
    await mkdir(join(directory, 'time'));
    await writeFile(join(directory, 'time', 'loop.c'), 'int main(void) { for (;;) {} }\n');
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const write = (text: string): Promise<void> => writeFile(join(directory, 'time', 'attacks.yaml'), text);
  const entry = (more = '', name = 'loop'): string =>
    `  - { name: ${name}, about: Loops for ever., programs: { c: loop.c }, verdict: time_limit_exceeded${more} }\n`;

  test('takes one expected word or several', async () => {
    await write(`attacks:\n${entry(', detail: [cpu, wall]')}`);
    const [attack] = await readClass('time', directory);
    expect(attack).toMatchObject({
      id: 'time/loop',
      ci: false,
      track: 'stable',
      variants: [{ language: 'c', first: { verdicts: ['time_limit_exceeded'], details: ['cpu', 'wall'] } }],
    });
  });

  test('names the file and the entry of what it refuses', async () => {
    await write(`attacks:\n${entry(', verdikt: accepted')}`);
    await expect(readClass('time', directory)).rejects.toThrow(/time\/attacks\.yaml: attacks\.0: .*verdikt/);
  });

  test('refuses a verdict that does not exist', async () => {
    await write(`attacks:\n${entry().replace('time_limit_exceeded', 'too_slow')}`);
    await expect(readClass('time', directory)).rejects.toThrow(/attacks\.0\.verdict/);
  });

  test('refuses a name that stands there twice', async () => {
    await write(`attacks:\n${entry()}${entry()}`);
    await expect(readClass('time', directory)).rejects.toThrow(/two attacks called "loop"/);
  });

  test('names the entry whose program is missing', async () => {
    await write(`attacks:\n${entry().replace('loop.c', 'gone.c')}`);
    await expect(readClass('time', directory)).rejects.toThrow(/attacks\.yaml: loop: .*gone\.c/);
  });

  test('tells which files nobody uses', async () => {
    await write(`attacks:\n${entry()}`);
    await writeFile(join(directory, 'time', 'forgotten.c'), '');
    expect(await strayFiles('time', directory)).toEqual(['forgotten.c']);
  });

  test('selects by the beginning of a name', async () => {
    await write(`attacks:\n${entry()}${entry(', ci: true', 'loop-again')}${entry('', 'other')}`);
    const names = async (wanted: string): Promise<string[]> =>
      (await select(wanted, directory)).map(({ attack }) => attack.name);
    expect(await names('all')).toEqual(['loop', 'loop-again', 'other']);
    expect(await names('ci')).toEqual(['loop-again']);
    expect(await names('time/loop')).toEqual(['loop', 'loop-again']);
    expect(await names('time/other,time/loop-')).toEqual(['loop-again', 'other']);
    await expect(names('time/nothing')).rejects.toThrow(/no such attack/);
  });
});
