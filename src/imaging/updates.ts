/**
 * What newer packages the archives of Debian have for an image, asked in a throw-away container of it: root and the host's network, as
 * when the image was built, and nothing of it stays.
 *
 *   name the security suite, if the image does not → fetch the lists of every suite → simulate an upgrade
 *
 * A suite whose lists could not be fetched is told as such: that it has nothing new is then not known.
 */
import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import { engineError } from './engine-error.ts';
import { labels } from './labels.ts';
import { NoAnswer, askContainer, removeContainer } from './throwaway.ts';

export interface PendingUpdate {
  readonly name: string;
  readonly architecture: string;
  /** Absent where the update brings a package that was not there. */
  readonly installed?: string;
  readonly available: string;
  /** Suites that have it, as apt names them: `stable-security`. */
  readonly suites: readonly string[];
  readonly security: boolean;
}

export interface AskedSuite {
  /** `trixie-security` */
  readonly suite: string;
  readonly uri: string;
  /** False: the image does not name it, and it was added for the asking. */
  readonly named: boolean;
  readonly fetched: boolean;
  /** Why it was not fetched. */
  readonly reason?: string;
}

export interface ImageUpdates {
  readonly suites: readonly AskedSuite[];
  /** In the order of their names. */
  readonly updates: readonly PendingUpdate[];
}

const mark = '\u001e';

/** The container ends by itself after this, whatever becomes of us. */
const containerSeconds = 600;
const timeoutMs = 300_000;
const maxBytes = 8 * 1024 * 1024;

const script = `
set -u
part() { printf '${mark}%s\\n' "$1"; }
releases() { apt-get update --print-uris | sed -n "s/^'\\([^']*\\)InRelease' \\([^ ]*\\) .*/\\1 \\2/p"; }
command -v apt-get >/dev/null || { echo "the image has no apt-get" >&2; exit 9; }
part named; releases
codename=$(. /etc/os-release && printf %s "\${VERSION_CODENAME-}")
if [ -n "$codename" ] && ! releases | grep -q "/$codename-security/ "; then
  echo "deb http://security.debian.org/debian-security $codename-security main" > /etc/apt/sources.list.d/serin-security.list
fi
part asked; releases
part fetching; apt-get -q update 2>&1
part lists; ls /var/lib/apt/lists
part upgrade; apt-get -q --simulate dist-upgrade
`;

/** @throws SerinError `IMAGE_PROBE_FAILED` when apt cannot say, `DOCKER_UNAVAILABLE`. */
export const pendingUpdates = async (
  { docker }: { readonly docker: Docker },
  image: { readonly id: string; readonly reference: string },
): Promise<ImageUpdates> => {
  try {
    const container = await startContainer(docker, image.id);
    try {
      const { code, stdout, stderr } = await askContainer(docker, container, {
        argv: ['/bin/sh', '-c', script],
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
        workingDir: '/',
        timeoutMs,
        maxBytes,
      });
      if (code === 0) return parseUpdates(stdout);
      throw new NoAnswer(`apt ended with ${String(code)}: ${stderr.trim().slice(-500)}`);
    } finally {
      await removeContainer(container);
    }
  } catch (cause) {
    throw engineError(cause, 'IMAGE_PROBE_FAILED', `asking for updates of ${image.reference}`);
  }
};

const startContainer = async (docker: Docker, imageId: string): Promise<Docker.Container> => {
  const container = await docker.createContainer({
    Image: imageId,
    Entrypoint: ['/bin/sleep'],
    Cmd: [String(containerSeconds)],
    User: '0:0',
    Labels: { [labels.role]: 'updates' },
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'host',
      CapDrop: ['ALL'],
      // What apt needs to put down its lists, and to fetch them as a user of its own.
      CapAdd: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETUID', 'SETGID'],
      SecurityOpt: ['no-new-privileges'],
      Memory: 1024 * 1024 * 1024,
      LogConfig: { Type: 'none', Config: {} },
    },
  });
  await container.start();
  return container;
};

/** @throws SerinError `IMAGE_PROBE_FAILED` where no suite was asked: an image without archives has no updates that could be known. */
export const parseUpdates = (said: string): ImageUpdates => {
  const parts = new Map(
    said
      .split(mark)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).split('\n')]),
  );
  const lines = (part: string): string[] => (parts.get(part) ?? []).filter((line) => line !== '');
  const named = new Set(lines('named'));
  const lists = new Set(lines('lists'));
  const suites = lines('asked').map((release) =>
    suiteOf(release, { named: named.has(release), lists, fetching: lines('fetching') }),
  );
  if (suites.length === 0) throw new SerinError('IMAGE_PROBE_FAILED', 'the image names no suite of packages');
  const updates = lines('upgrade').flatMap(updateOf);
  return { suites, updates: updates.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)) };
};

interface Fetching {
  readonly named: boolean;
  readonly lists: ReadonlySet<string>;
  readonly fetching: readonly string[];
}

/** `http://deb.debian.org/debian/dists/trixie/ deb.debian.org_debian_dists_trixie_InRelease` */
const suiteOf = (release: string, { named, lists, fetching }: Fetching): AskedSuite => {
  const [uri = '', file = ''] = release.split(' ');
  const suite = /\/dists\/(.+)\/$/.exec(uri)?.[1] ?? uri;
  const fetched = lists.has(file) || lists.has(file.replace(/InRelease$/, 'Release'));
  return { suite, uri, named, fetched, ...(fetched ? {} : { reason: reasonOf(uri, suite, fetching) }) };
};

/** The line that says most: an error or a warning that has the address, or else the failed fetch and the line after it. */
const reasonOf = (uri: string, suite: string, fetching: readonly string[]): string => {
  const warned = fetching.find((line) => /^[EW]: /.test(line) && line.includes(uri));
  if (warned !== undefined) return warned.slice(3);
  const failed = fetching.findIndex((line) => /^(Err|Ign):/.test(line) && line.includes(` ${suite} `));
  return failed === -1 ? 'apt did not say why' : (fetching[failed + 1]?.trim() ?? 'apt did not say why');
};

/** `Inst libc6 [2.41-12] (2.41-12+deb13u1 Debian:13.2/stable, Debian-Security:13/stable-security [amd64])` */
const installation = /^Inst (\S+)(?: \[([^\]]+)\])? \((\S+) (.*) \[([^\]]+)\]\)/;

const updateOf = (line: string): PendingUpdate[] => {
  const [found, name = '', installed, available = '', origins = '', architecture = ''] =
    installation.exec(line) ?? [];
  if (found === undefined) return [];
  const suites = origins.split(', ').map((origin) => origin.slice(origin.indexOf('/') + 1));
  const security = suites.some((suite) => suite.endsWith('-security'));
  return [
    { name, architecture, ...(installed === undefined ? {} : { installed }), available, suites, security },
  ];
};
