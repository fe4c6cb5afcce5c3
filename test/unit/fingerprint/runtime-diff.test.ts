import { describe, expect, test } from 'vitest';
import type { InstalledPackage, InstalledPackages } from '../../../src/domain/packages.ts';
import { packagesDiff } from '../../../src/fingerprint/package-diff.ts';
import { runtimeDiff } from '../../../src/fingerprint/runtime-diff.ts';
import { factsOf, manifestOf } from '../../support/facts.ts';

const deb = (name: string, version: string, source = name, architecture = 'amd64'): InstalledPackage => ({
  type: 'deb',
  name,
  version,
  architecture,
  source: { name: source, version },
});
const listOf = (...packages: InstalledPackage[]): InstalledPackages => ({ known: true, packages });

describe('packagesDiff', () => {
  test('groups by source package and says which way each version went', () => {
    const before = listOf(
      deb('gcc-14', '14.2.0-19'),
      deb('libc6', '2.41-12', 'glibc'),
      deb('libc-bin', '2.41-12', 'glibc'),
      deb('tzdata', '2025b-4'),
    );
    const after = listOf(
      deb('gcc-16', '16.1.0-1'),
      deb('libc6', '2.42-1', 'glibc'),
      deb('libc-bin', '2.42-1', 'glibc'),
      deb('tzdata', '2025a-1'),
    );
    const change = (kind: string, name: string, versions: object) => ({
      kind,
      type: 'deb',
      name,
      architecture: 'amd64',
      ...versions,
    });
    expect(packagesDiff(before, after)).toEqual({
      known: true,
      sources: [
        { source: 'gcc-14', packages: [change('removed', 'gcc-14', { from: '14.2.0-19' })] },
        { source: 'gcc-16', packages: [change('added', 'gcc-16', { to: '16.1.0-1' })] },
        {
          source: 'glibc',
          packages: [
            change('upgraded', 'libc-bin', { from: '2.41-12', to: '2.42-1' }),
            change('upgraded', 'libc6', { from: '2.41-12', to: '2.42-1' }),
          ],
        },
        { source: 'tzdata', packages: [change('downgraded', 'tzdata', { from: '2025b-4', to: '2025a-1' })] },
      ],
    });
  });

  test('a package that is for every architecture now is the same package', () => {
    const diff = packagesDiff(
      listOf(deb('tzdata', '1', 'tzdata', 'amd64')),
      listOf(deb('tzdata', '2', 'tzdata', 'all')),
    );
    expect(diff.sources[0]?.packages).toMatchObject([{ kind: 'upgraded', from: '1', to: '2' }]);
  });

  test('a package that is there for two architectures is two packages', () => {
    const both = [deb('libc6', '1', 'glibc', 'amd64'), deb('libc6', '1', 'glibc', 'i386')];
    const diff = packagesDiff(listOf(...both), listOf(deb('libc6', '1', 'glibc', 'amd64')));
    expect(diff.sources).toMatchObject([
      { source: 'glibc', packages: [{ kind: 'removed', architecture: 'i386' }] },
    ]);
  });

  test('of versions in no known order it is said only that they changed', () => {
    const npm = (version: string): InstalledPackage => ({ type: 'npm', name: '@types/node', version });
    const diff = packagesDiff(listOf(npm('20.1.0')), listOf(npm('20.2.0')));
    expect(diff.sources).toMatchObject([{ source: '@types/node', packages: [{ kind: 'changed' }] }]);
  });

  test('nothing is compared where one list is not known to be whole', () => {
    expect(packagesDiff(listOf(deb('a', '1')), { known: false, packages: [] })).toEqual({
      known: false,
      sources: [],
    });
    expect(packagesDiff(undefined, listOf(deb('a', '1'))).known).toBe(false);
  });
});

describe('runtimeDiff', () => {
  const before = factsOf({
    probes: { version: '14.2.0', features: { libc: '2.41', abi: '1019' } },
    image: { ...factsOf().image, sizeBytes: 10 },
  });

  test('finds nothing between a runtime and itself', () => {
    const side = { facts: before, packages: listOf(deb('a', '1')) };
    expect(runtimeDiff(side, side)).toMatchObject({
      changes: [],
      commands: [],
      layers: { shared: 1, from: 1, to: 1 },
      packages: { known: true, sources: [] },
    });
  });

  test('tells versions, probes, commands, settings and the image in words', () => {
    const after = factsOf({
      fingerprint: 'cpp-16.1.0@ba9876543210',
      runtime: 'cpp-16',
      version: '16.1.0',
      probes: { version: '16.1.0', features: { libc: '2.42', ranges: 'yes' } },
      manifest: manifestOf({
        version: '16',
        displayName: 'C++ (GCC 16)',
        suite: 'forky',
        policy: 'wide',
        source: { file: 'main.cc', extensions: ['.cc', '.cpp'] },
        compile: {
          argv: ['/usr/bin/g++', '-O3', '-o', '/box/main', '{sources}'],
          artifacts: ['main'],
          env: { LANG: 'C.UTF-8' },
          limits: { cpuMs: 20_000 },
        },
        run: { argv: ['/app/main'], extraProcesses: 2 },
      }),
      image: {
        ...factsOf().image,
        sizeBytes: 20,
        identity: {
          architecture: 'arm64',
          diffIds: ['sha256:a', 'sha256:b'],
          env: ['TZ=UTC'],
          user: 'judge',
          workdir: '/srv',
          entrypoint: ['/init'],
        },
      },
    });
    const diff = runtimeDiff({ facts: before }, { facts: after });
    expect(diff.from).toEqual({
      fingerprint: before.fingerprint,
      runtime: 'cpp-14',
      version: '14.2.0',
      sizeBytes: 10,
    });
    expect(
      diff.changes.map(({ part, what, from = '-', to = '-' }) => `${part} ${what}: ${from} > ${to}`),
    ).toEqual([
      'runtime version: 14.2.0 > 16.1.0',
      'runtime name: C++ (GCC 14) > C++ (GCC 16)',
      'runtime suite: trixie > forky',
      'runtime policy: default > wide',
      'probes libc: 2.41 > 2.42',
      'probes abi: 1019 > -',
      'probes ranges: - > yes',
      'source file: main.cpp > main.cc',
      'source extensions: .cpp > .cc .cpp',
      'compile limits.cpuMs: 10000 > 20000',
      'compile env.LANG: - > C.UTF-8',
      'run extraProcesses: 0 > 2',
      'image architecture: amd64 > arm64',
      'image user:  > judge',
      'image workdir: / > /srv',
      'image entrypoint:  > /init',
      'image env.TZ: - > UTC',
    ]);
    expect(diff.commands).toEqual([
      {
        part: 'compile',
        words: [
          { kind: 'kept', word: '/usr/bin/g++' },
          { kind: 'removed', word: '-O2' },
          { kind: 'added', word: '-O3' },
          { kind: 'kept', word: '-o' },
          { kind: 'kept', word: '/box/main' },
          { kind: 'kept', word: '{sources}' },
        ],
      },
    ]);
    expect(diff.layers).toEqual({ shared: 1, from: 1, to: 2 });
    expect(diff.packages).toEqual({ known: false, sources: [] });
  });

  test('a runtime that does not compile has a compile command and settings that the other has not', () => {
    const { compile: _, ...rest } = manifestOf();
    const diff = runtimeDiff({ facts: before }, { facts: factsOf({ manifest: rest }) });
    expect(diff.commands[0]?.words.every(({ kind }) => kind === 'removed')).toBe(true);
    expect(diff.changes).toContainEqual({ part: 'compile', what: 'artifacts', from: 'main' });
  });
});
