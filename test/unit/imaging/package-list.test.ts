import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { packageQuery, parsePackageList } from '../../../src/imaging/package-list.ts';

const part = (kind: string, text: string): string => `\u001e${kind}\n${text}`;
const dpkgLine = (...fields: string[]): string => `${fields.join('\t')}\n`;

describe('parsePackageList', () => {
  test('reads what dpkg has installed, with the source of each package', () => {
    const said = part(
      'dpkg',
      dpkgLine('installed', 'libc6', '2.41-12', 'amd64', 'glibc', '2.41-12') +
        dpkgLine('config-files', 'vim', '9', 'amd64', 'vim', '9') +
        dpkgLine('installed', 'bash', '5.2.37-2+b10', 'amd64', 'bash', '5.2.37-2'),
    );
    expect(parsePackageList(said)).toEqual({
      known: true,
      packages: [
        {
          type: 'deb',
          name: 'bash',
          version: '5.2.37-2+b10',
          architecture: 'amd64',
          source: { name: 'bash', version: '5.2.37-2' },
        },
        {
          type: 'deb',
          name: 'libc6',
          version: '2.41-12',
          architecture: 'amd64',
          source: { name: 'glibc', version: '2.41-12' },
        },
      ],
    });
  });

  test('reads packages of npm and those that a recipe declares, and passes over folders that are no package', () => {
    const said =
      part('dpkg', '') +
      part('npm', '{ "name": "@types/node", "version": "20.1.0", "scripts": {} }') +
      part('npm', '{ "private": true }') +
      part('declared', '{ "packages": [{ "type": "generic", "name": "zig", "version": "0.15.1" }] }');
    expect(parsePackageList(said).packages).toEqual([
      { type: 'generic', name: 'zig', version: '0.15.1' },
      { type: 'npm', name: '@types/node', version: '20.1.0' },
    ]);
  });

  test('an image without dpkg has a list that is not known to be whole', () => {
    expect(parsePackageList('')).toEqual({ known: false, packages: [] });
    expect(parsePackageList(part('npm', '{"name":"a","version":"1"}')).known).toBe(false);
  });

  test('a declaration that cannot be read is a failure, not an empty list', () => {
    expect(() => parsePackageList(part('declared', '{ "packages": [{ "name": "zig" }] }'))).toThrow(
      'version',
    );
  });
});

test('the command is a whole script for any POSIX shell', () => {
  const [shell, , script] = packageQuery.argv;
  expect(spawnSync(shell, ['-n', '-c', script]).status).toBe(0);
});
