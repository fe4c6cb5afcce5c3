import { afterEach, expect, test } from 'vitest';
import { fakeCli } from './fake-cli.ts';
import { json, startFakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-server.ts';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const diff = {
  from: {
    fingerprint: 'cpp-14.2.0@aaaaaaaaaaaa',
    runtime: 'cpp-14',
    version: '14.2.0',
    sizeBytes: 1_048_576,
  },
  to: { fingerprint: 'cpp-16.1.0@bbbbbbbbbbbb', runtime: 'cpp-16', version: '16.1.0', sizeBytes: 2_097_152 },
  changes: [
    { part: 'runtime', what: 'version', from: '14.2.0', to: '16.1.0' },
    { part: 'runtime', what: 'suite', from: 'trixie', to: 'forky' },
    { part: 'probes', what: 'flags', from: 'a\nb', to: '' },
    { part: 'compile', what: 'env.LANG', to: 'C.UTF-8' },
  ],
  commands: [
    {
      part: 'compile',
      words: [
        { kind: 'kept', word: 'g++' },
        { kind: 'removed', word: '-O2' },
        { kind: 'added', word: '-O3' },
        { kind: 'kept', word: 'a\nb' },
      ],
    },
  ],
  layers: { shared: 2, from: 3, to: 4 },
  packages: {
    known: true,
    sources: [
      {
        source: 'gcc-16',
        packages: [
          { kind: 'added', type: 'deb', name: 'cpp-16', architecture: 'amd64', to: '16.1.0-1' },
          { kind: 'upgraded', type: 'deb', name: 'libgcc-s1', architecture: 'amd64', from: '14', to: '16' },
        ],
      },
    ],
  },
};

const diffed = async (answer: object, ...more: string[]) => {
  server = await startFakeServer({ 'GET /v1/runtimes/diff': json(answer) });
  return fakeCli().run(
    'runtimes',
    'diff',
    'cpp-14',
    'cpp-16.1.0@bbbbbbbbbbbb',
    ...more,
    '--server',
    server.url,
  );
};

test('a diff reads in sections: versions, probes, commands, size, packages', async () => {
  const { exitCode, stdout } = await diffed(diff);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    `cpp-14.2.0@aaaaaaaaaaaa → cpp-16.1.0@bbbbbbbbbbbb

runtime
  version  14.2.0 → 16.1.0
  suite    trixie → forky

probes
  flags  a ⏎ b → (empty)

compile
  command  g++ [--O2-] {+-O3+} a ⏎ b
  env.LANG  (none) → C.UTF-8

size
  1.0 MiB → 2.0 MiB; the first 2 of 3 and 4 layers are shared

packages: 1 added, 1 upgraded
  source            package            version
  gcc-16  added     cpp-16 (amd64)     16.1.0-1
          upgraded  libgcc-s1 (amd64)  14 → 16
`,
  );
  expect(server?.asked[0]?.path).toBe('/v1/runtimes/diff?from=cpp-14&to=cpp-16.1.0%40bbbbbbbbbbbb');
});

test('a runtime and itself differ in nothing', async () => {
  const same = {
    ...diff,
    to: diff.from,
    changes: [],
    commands: [],
    layers: { shared: 3, from: 3, to: 3 },
    packages: { known: true, sources: [] },
  };
  const { stdout } = await diffed(same);
  expect(stdout).toContain('cpp-14.2.0@aaaaaaaaaaaa is the same runtime on both sides');
  expect(stdout).toContain('packages\n  the same');
});

test('where packages are not known that is said', async () => {
  const { stdout } = await diffed({ ...diff, packages: { known: false, sources: [] } });
  expect(stdout).toContain('it is not known what is installed');
});

test('with --json the answer is printed as it is', async () => {
  const { stdout } = await diffed(diff, '--json');
  expect(JSON.parse(stdout)).toEqual(diff);
});

const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { component: { 'bom-ref': 'cpp-14.2.0@aaaaaaaaaaaa', type: 'container' } },
  components: [{ name: 'libc6' }],
};

test('a bill of materials is printed, or written to a file whole', async () => {
  server = await startFakeServer({ 'GET /v1/runtimes/cpp-14/sbom': json(bill) });
  const cli = fakeCli();
  const printed = await cli.run('runtimes', 'sbom', 'cpp-14', '--server', server.url);
  expect(JSON.parse(printed.stdout)).toEqual(bill);
  const saved = await cli.run('runtimes', 'sbom', 'cpp-14', '--output', 'a.json', '--server', server.url);
  expect(saved).toMatchObject({
    exitCode: 0,
    stdout: 'a.json: 1 components of cpp-14.2.0@aaaaaaaaaaaa\n',
  });
  expect(cli.written.get('a.json')).toBe(printed.stdout);
});
