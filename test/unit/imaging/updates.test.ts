import { describe, expect, test } from 'vitest';
import { parseUpdates } from '../../../src/imaging/updates.ts';

const main = 'http://deb.debian.org/debian/dists/trixie/ deb.debian.org_debian_dists_trixie_InRelease';
const security =
  'http://security.debian.org/debian-security/dists/trixie-security/ security.debian.org_debian-security_dists_trixie-security_InRelease';

const said = (
  given: Partial<Record<'named' | 'asked' | 'fetching' | 'lists' | 'upgrade', string[]>>,
): string =>
  Object.entries({ named: [main, security], asked: [main, security], ...given })
    .map(([part, lines]) => `\u001e${part}\n${lines.join('\n')}\n`)
    .join('');

const lists = ['deb.debian.org_debian_dists_trixie_InRelease', 'lock', 'partial'];

describe('parseUpdates', () => {
  test('reads which packages would be installed, from which suites, and which for security', () => {
    const { updates } = parseUpdates(
      said({
        lists,
        upgrade: [
          'Reading package lists...',
          'Inst tzdata [2025a-1] (2025b-4+deb13u1 Debian:13.2/stable [all])',
          'Inst libssl3t64 [3.5.1-1] (3.5.1-1+deb13u1 Debian:13.2/stable, Debian-Security:13/stable-security [amd64]) []',
          'Inst liblastlog2-2 (2.41-5 Debian:13.2/stable [amd64])',
          'Conf tzdata (2025b-4+deb13u1 Debian:13.2/stable [all])',
        ],
      }),
    );
    expect(updates).toEqual([
      {
        name: 'liblastlog2-2',
        architecture: 'amd64',
        available: '2.41-5',
        suites: ['stable'],
        security: false,
      },
      {
        name: 'libssl3t64',
        architecture: 'amd64',
        installed: '3.5.1-1',
        available: '3.5.1-1+deb13u1',
        suites: ['stable', 'stable-security'],
        security: true,
      },
      {
        name: 'tzdata',
        architecture: 'all',
        installed: '2025a-1',
        available: '2025b-4+deb13u1',
        suites: ['stable'],
        security: false,
      },
    ]);
  });

  test('a suite that was added for the asking, and one that could not be fetched, are told as such', () => {
    const { suites } = parseUpdates(
      said({
        named: [main],
        lists,
        fetching: [
          'Err:1 http://security.debian.org/debian-security trixie-security InRelease',
          '  Could not connect to security.debian.org:80',
          'W: Failed to fetch http://security.debian.org/debian-security/dists/trixie-security/InRelease  Could not connect',
        ],
      }),
    );
    expect(suites).toEqual([
      { suite: 'trixie', uri: 'http://deb.debian.org/debian/dists/trixie/', named: true, fetched: true },
      {
        suite: 'trixie-security',
        uri: 'http://security.debian.org/debian-security/dists/trixie-security/',
        named: false,
        fetched: false,
        reason:
          'Failed to fetch http://security.debian.org/debian-security/dists/trixie-security/InRelease  Could not connect',
      },
    ]);
  });

  test('an image that names no suite has no updates that could be known', () => {
    expect(() => parseUpdates(said({ named: [], asked: [] }))).toThrow('names no suite');
  });
});
