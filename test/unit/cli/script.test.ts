/** `./serin`, the script, in a checkout of its own with fake programs on its PATH. */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeCli } from './fake-cli.ts';

const script = new URL('../../../serin', import.meta.url).pathname;

let dir: string;
let checkout: string;
let bin: string;

/** What the script may take from the system; everything else is a fake or is not there. */
const tools = [
  ...[
    'bash',
    'basename',
    'cat',
    'chmod',
    'dirname',
    'env',
    'find',
    'flock',
    'grep',
    'gzip',
    'head',
    'id',
    'ln',
  ],
  ...[
    'mkdir',
    'mv',
    'readlink',
    'rm',
    'sed',
    'setsid',
    'sh',
    'sha512sum',
    'sleep',
    'sort',
    'stat',
    'tail',
    'tar',
  ],
  ...['touch', 'tr', 'uname'],
];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'serin-script-'));
  checkout = join(dir, 'checkout');
  bin = join(dir, 'bin');
  await mkdir(bin);
  for (const tool of tools) await symlink(await which(tool), join(bin, tool));
  for (const folder of ['src/main', 'bench', 'images/base/trixie']) {
    await mkdir(join(checkout, folder), { recursive: true });
  }
  await copyFile(script, join(checkout, 'serin'));
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'src/main/serin.ts']) {
    await writeFile(join(checkout, file), '{}');
  }
  // Tests as root run the script as somebody else where that matters.
  for (const path of [dir, checkout]) await chmod(path, 0o777);
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const which = (tool: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile('bash', ['-c', 'type -P "$1"', '_', tool], (error, stdout) =>
      error === null ? resolve(stdout.trim()) : reject(new Error(`these tests need ${tool}`)),
    );
  });

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Setup {
  readonly env?: Record<string, string>;
  readonly unprivileged?: boolean;
}

const execute = (
  file: string,
  args: readonly string[],
  { env = {}, unprivileged = false }: Setup,
): Promise<Ran> =>
  new Promise((resolve) => {
    const nobody = unprivileged && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const options = { env: { PATH: bin, HOME: dir, LC_ALL: 'C.UTF-8', ...env }, cwd: dir, ...nobody };
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end();
  });

const serin = (args: readonly string[], setup: Setup = {}): Promise<Ran> =>
  execute(join(bin, 'bash'), [join(checkout, 'serin'), ...args], setup);

/** Lines of bash in a shell that has read the script. */
const inside = (lines: string, setup: Setup = {}): Promise<Ran> =>
  execute(join(bin, 'bash'), ['-c', `source ${join(checkout, 'serin')}\n${lines}`], setup);

/** A program on the PATH, in bash; what it is called with goes to `calls`. */
const fake = async (name: string, body = ''): Promise<void> => {
  const text = `#!${bin}/bash\nprintf '%s\\n' "${name} $*" >>${dir}/calls\n${body}\n`;
  await rm(join(bin, name), { force: true });
  await writeFile(join(bin, name), text, { mode: 0o755 });
};

const calls = async (): Promise<string[]> =>
  (await readFile(join(dir, 'calls'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

/** Node as the script asks for its version, and as it runs the program. */
const fakeNode = (version: string): Promise<void> =>
  fake('node', `if [[ $1 == -p ]]; then echo ${version}; else echo "ran $*"; fi`);

const fakeNpm = (): Promise<void> =>
  fake(
    'npm',
    `case "$*" in
       "ci "*) mkdir -p ${checkout}/node_modules && sleep 0.02 && touch ${checkout}/node_modules/.package-lock.json ;;
       *build*) mkdir -p ${checkout}/dist/src/main && touch ${checkout}/dist/src/main/serin.js ;;
     esac`,
  );

describe('help', () => {
  test('it needs nothing but bash, and says what the program itself says', async () => {
    for (const args of [['help'], ['--help'], ['-h'], []]) {
      expect(await serin(args)).toEqual({ exitCode: 0, stdout: fakeCli().help(), stderr: '' });
    }
    expect(await calls()).toEqual([]);
  });

  test('the verbs that the script lets through are those of the program', async () => {
    const { stdout } = await inside('printf "%s\\n" "${verbs[@]}"');
    const told = [
      ...fakeCli()
        .help()
        .matchAll(/^ {2}([a-z]+) .* {2}/gm),
    ].map(([, verb]) => verb);
    expect(stdout.trim().split('\n').sort()).toEqual(told.sort());
  });

  test.each([
    ['demp', 'there is no verb "demp"; did you mean "demo"? (./serin help lists all)'],
    ['sumbit', 'did you mean "submit"?'],
    ['lang', 'did you mean "languages"?'],
    ['frobnicate', 'there is no verb "frobnicate" (./serin help lists all)'],
    ['', 'there is no verb ""'],
  ])('an unknown verb %j ends with 2 and a sentence', async (verb, said) => {
    const { exitCode, stderr } = await serin([verb]);
    expect(stderr).toContain(said);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });
});

test.each([
  ['20.19.0', '20.19.0', true],
  ['20.19.2+dfsg-1', '20.19.0', true],
  ['22.1.0', '20.19.0', true],
  ['20.9.9', '20.19.0', false],
  ['18.20.4+dfsg-1~deb12u3', '20.19.0', false],
  ['', '20.19.0', false],
  ['(none)', '20.19.0', false],
])('version %s is at least %s: %s', async (version, least, expected) => {
  const { exitCode } = await inside(`version_at_least "${version}" "${least}"`);
  expect(exitCode === 0).toBe(expected);
});

describe('verbs that install nothing', () => {
  test('without Node they say what to do, and touch nothing', async () => {
    await fake('apt-get');
    const { exitCode, stderr } = await serin(['languages']);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'serin: Node 20.19.0 or newer is needed.\n       ./serin up, demo or test would install it; or install it yourself.\n',
    );
    expect(await calls()).toEqual([]);
  });

  test('a Node that is too old counts as none', async () => {
    await fakeNode('18.20.4');
    expect((await serin(['status'])).stderr).toContain('Node 20.19.0 or newer is needed');
  });

  test('they fetch packages and build once, and are silent when nothing is due', async () => {
    await fakeNode('20.19.0');
    await fakeNpm();
    const first = await serin(['languages', '--json']);
    expect(first.stdout).toBe(`ran ${checkout}/dist/src/main/serin.js languages --json\n`);
    expect(first.stderr).toMatch(/^… npm packages\n✓ npm packages \(\d+ s\)\n… build\n✓ build \(\d+ s\)\n$/);
    const second = await serin(['languages']);
    expect(second.stderr).toBe('');
    expect((await calls()).filter((call) => call.startsWith('npm'))).toHaveLength(2);
  });

  test('an edited source is built, a changed lock file is fetched', async () => {
    await fakeNode('20.19.0');
    await fakeNpm();
    await serin(['version']);
    const later = new Date(Date.now() + 60_000);
    await utimes(join(checkout, 'src/main/serin.ts'), later, later);
    expect((await serin(['version'])).stderr).not.toContain('npm packages');
    expect((await calls()).filter((call) => call.includes('build'))).toHaveLength(2);
    await utimes(join(checkout, 'package-lock.json'), later, later);
    expect((await serin(['version'])).stderr).toContain('✓ npm packages');
  });

  test('a build that fails is shown with its last lines, and is due again', async () => {
    await fakeNode('20.19.0');
    await fakeNpm();
    await fake(
      'npm',
      'case "$*" in "ci "*) mkdir -p node_modules ;; *) echo "src/a.ts(1,1): error"; exit 2 ;; esac',
    );
    const { exitCode, stderr } = await serin(['version']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('✗ build\n    src/a.ts(1,1): error\nserin: the build failed.\n');
  });
});

describe('the commit that the service says it is', () => {
  /** A checkout with one commit; the fake Node writes what the program would. */
  const checkoutOf = async (): Promise<void> => {
    await symlink(await which('git'), join(bin, 'git'));
    await fakeNpm();
    await fake(
      'node',
      `case "$*" in
         "-p "*) echo 20.19.0 ;;
         */write-build.js*) cd ${checkout} && printf '{\\n  "version": "0.1.0",\\n%s\\n  "builtAtMs": 1\\n}\\n' "$(source ./serin; checkout_identity)" > dist/build.json ;;
       esac`,
    );
    git('init', '-q');
    await writeFile(join(checkout, '.gitignore'), 'dist\nnode_modules\n.serin\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'one');
  };

  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', checkout, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      encoding: 'utf8',
    }).trim();

  const written = async (): Promise<number> =>
    (await calls()).filter((call) => call.includes('write-build.js')).length;

  const builds = async (): Promise<number> =>
    (await calls()).filter((call) => call.startsWith('npm') && call.includes('build')).length;

  test('is recorded anew when only it has changed, without a build, and not again', async () => {
    await checkoutOf();
    await serin(['version']);
    await serin(['version']);
    expect([await builds(), await written()]).toEqual([1, 1]);
    git('commit', '-q', '--allow-empty', '-m', 'two');
    await serin(['version']);
    await serin(['version']);
    expect([await builds(), await written()]).toEqual([1, 2]);
    const record = JSON.parse(await readFile(join(checkout, 'dist/build.json'), 'utf8')) as object;
    expect(record).toMatchObject({ commit: git('rev-parse', 'HEAD'), dirty: false });
  });

  test('has the same sources in the script as in the program', async () => {
    const program = await readFile(new URL('../../../src/main/build-record.ts', import.meta.url), 'utf8');
    const [, list = ''] = /const sources = \[([^\]]*)\]/.exec(program) ?? [];
    const { stdout } = await inside('printf "%s\\n" "${sources[@]}"');
    expect(stdout.trim().split('\n')).toEqual([...list.matchAll(/'([^']+)'/g)].map(([, source]) => source));
  });

  test('is of no concern where there is no git', async () => {
    await fakeNode('20.19.0');
    await fakeNpm();
    await serin(['version']);
    await serin(['version']);
    expect(await written()).toBe(0);
  });
});

describe('installing', () => {
  /** The version of nodejs that apt would install, and what installing does. */
  const fakeApt = async (candidate: string, installs = ''): Promise<void> => {
    await fake('apt-cache', `echo "  Candidate: ${candidate}"`);
    await fake('apt-get', `case "$*" in *" install "*) ${installs || ':'} ;; esac`);
    await fake('sudo', '"$@"');
  };

  test('Node comes from apt where that has one new enough', async () => {
    await fakeApt('20.19.2+dfsg-1', `mv ${bin}/node.new ${bin}/node`);
    await fakeNode('20.19.2');
    await execute(join(bin, 'mv'), [join(bin, 'node'), join(bin, 'node.new')], {});
    const { exitCode, stderr } = await inside('ensure_node yes; echo "$node_found"');
    expect(stderr).toContain('✓ install nodejs');
    expect(exitCode).toBe(0);
    const apt = (await calls()).filter((call) => call.startsWith('apt-get'));
    expect(apt).toHaveLength(2);
    expect(apt[0]).toMatch(/^apt-get -q -o Acquire::Retries=3 update$/);
    expect(apt[1]).toMatch(/DPkg::Lock::Timeout=600 .*install --no-install-recommends nodejs$/);
  });

  test('the package lists are refreshed once, and another apt is waited for', async () => {
    await fakeApt('(none)');
    await fake(
      'apt-get',
      `case "$*" in *update*) echo x >>${dir}/tries
         if [[ $(grep -c x ${dir}/tries) -lt 3 ]]; then echo "E: Could not get lock /var/lib/apt/lists/lock"; exit 100; fi ;; esac`,
    );
    await fake('sleep');
    const { exitCode } = await inside('apt_install one; apt_install two');
    expect(exitCode).toBe(0);
    const updates = (await calls()).filter((call) => call.startsWith('apt-get') && call.includes('update'));
    expect(updates).toHaveLength(3);
  });

  test('a package that cannot be installed ends with the end of what apt said', async () => {
    await fakeApt('(none)', 'echo "E: Unable to locate package redis-server"; exit 100');
    const { exitCode, stderr } = await inside('ensure_redis');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('    E: Unable to locate package redis-server\n');
    expect(stderr).toContain('serin: redis-server could not be installed.');
  });

  test('without root and without sudo it is said what root would do', async () => {
    await fake('apt-get');
    const { exitCode, stderr } = await inside('ensure_redis', { unprivileged: true });
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'serin: Installing redis-server needs root, and there is no sudo here.\n' +
        '       As root: apt-get install redis-server; then run this again.\n',
    );
    expect(await calls()).toEqual([]);
  });

  test('a sudo that refuses is not asked again and again', async () => {
    await fake('apt-get');
    await fake('sudo', 'exit 1');
    const { stderr } = await inside('ensure_redis', { unprivileged: true });
    expect(stderr).toContain('needs root, and sudo does not let you.');
  });

  test('where there is no apt it is said so', async () => {
    expect((await inside('ensure_redis')).stderr).toContain('this system has no apt-get');
  });

  test.each([
    [{ SERIN_REDIS_URL: 'redis://elsewhere' }, ''],
    [{}, 'redisUrl: redis://elsewhere\n'],
  ])('a Redis that is given is used, and none is installed: %j %j', async (env, yaml) => {
    await fake('apt-get');
    await writeFile(join(checkout, 'serin.yaml'), yaml);
    expect(await inside('ensure_redis', { env })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await calls()).toEqual([]);
  });
});

describe('Node from the registry', () => {
  let registry: Server;
  let url: string;
  const packages = new Map<string, Buffer>();

  beforeEach(async () => {
    registry = createServer((request, response) => {
      const found = packages.get(request.url ?? '');
      response.writeHead(found === undefined ? 404 : 200).end(found);
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
    await symlink(await which('curl'), join(bin, 'curl'));
  });

  afterEach(async () => {
    packages.clear();
    await new Promise((resolve) => registry.close(resolve));
  });

  /** Publishes a package whose `bin/node` says that it is new, and pins its hash in the checkout's script. */
  const publish = async (pinned: (hash: string) => string): Promise<void> => {
    const folder = join(dir, 'package');
    await mkdir(join(folder, 'bin'), { recursive: true });
    await writeFile(join(folder, 'bin/node'), `#!${bin}/bash\necho 22.0.0\n`, { mode: 0o755 });
    await execute(join(bin, 'tar'), ['-czf', join(dir, 'p.tgz'), '-C', dir, 'package'], {});
    const archive = await readFile(join(dir, 'p.tgz'));
    const text = await readFile(join(checkout, 'serin'), 'utf8');
    const version = /node_version=(\S+)/.exec(text)?.[1] ?? '';
    const hash = createHash('sha512').update(archive).digest('hex');
    await writeFile(
      join(checkout, 'serin'),
      text.replaceAll(/(node_sha512_\w+)=\w+/g, (_, name: string) => `${name}=${pinned(hash)}`),
    );
    for (const machine of ['x64', 'arm64']) {
      packages.set(`/node-linux-${machine}/-/node-linux-${machine}-${version}.tgz`, archive);
    }
  };

  test('it is unpacked below .serin when its hash is the pinned one', async () => {
    await publish((hash) => hash);
    const { exitCode, stdout } = await inside('ensure_node yes; echo "$node_found"; command -v node', {
      env: { npm_config_registry: `${url}/` },
      unprivileged: true,
    });
    const node = join(checkout, '.serin/node/bin/node');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${node}\n${node}\n` });
  });

  test('with another hash it is refused, and nothing of it stays', async () => {
    await publish((hash) => `${hash.slice(1)}${hash.slice(0, 1)}`);
    const { exitCode, stderr } = await inside('ensure_node yes', {
      env: { npm_config_registry: url },
      unprivileged: true,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('does not have the SHA-512 that is expected');
    expect(stderr).toContain('serin: Node');
    await expect(stat(join(checkout, '.serin/node'))).rejects.toThrow('ENOENT');
  });

  test('a registry that does not have it is named, with the remedy', async () => {
    const { exitCode, stderr } = await inside('ensure_node yes', {
      env: { npm_config_registry: url },
      unprivileged: true,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`could not be fetched from ${url}. `.trim());
  });

  test("the registry is npm's: from the environment, then .npmrc files, then the public one", async () => {
    await writeFile(join(dir, '.npmrc'), '# mine\nregistry = https://npm.example/path/\n');
    const env = { npm_config_registry: 'https://env.example/' };
    expect((await inside('registry', { env })).stdout).toBe('https://env.example\n');
    expect((await inside('registry')).stdout).toBe('https://npm.example/path\n');
  });
});

describe('the Docker engine', () => {
  /** The engine answers when the file `engine` is there; `forbidden` when that one is. */
  const pretend = `
    engine_says() { if [[ -f $DIR/forbidden ]]; then return 3; fi; [[ -f $DIR/engine ]]; }
    systemd_runs() { false; }
  `;
  const docker = (lines: string, setup: Setup = {}): Promise<Ran> =>
    inside(`${pretend}\n${lines}`, { ...setup, env: { DIR: dir, ...setup.env } });

  test('one that answers is used, and nothing is touched', async () => {
    await fake('dockerd');
    await writeFile(join(dir, 'engine'), '');
    expect(await docker('ensure_engine; echo $engine')).toEqual({
      exitCode: 0,
      stdout: 'answers\n',
      stderr: '',
    });
    expect(await calls()).toEqual([]);
  });

  test.each([{ DOCKER_HOST: 'tcp://elsewhere:2375' }, { SERIN_DOCKER_HOST: 'tcp://elsewhere:2375' }])(
    'one that is given is used, and nothing is touched: %j',
    async (env) => {
      await fake('dockerd');
      expect(await docker('ensure_engine; echo $engine', { env })).toMatchObject({
        stdout: 'given\n',
        stderr: '',
      });
      expect(await calls()).toEqual([]);
    },
  );

  test('where none answers one is started in the background, and waited for', async () => {
    await fake('dockerd', `sleep 0.5; touch ${dir}/engine; echo listening; sleep 5`);
    await fake('sudo', '"$@"');
    const { exitCode, stdout, stderr } = await docker('ensure_engine; echo $engine');
    expect(stderr).toMatch(/✓ Docker engine/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'answers\n' });
    const pid = (await readFile(join(checkout, '.serin/dockerd.pid'), 'utf8')).trim();
    process.kill(Number(pid), 'SIGKILL');
    expect(await readFile(join(checkout, '.serin/dockerd.log'), 'utf8')).toContain('listening');
  });

  test('the engine does not keep the lock of the preparation', async () => {
    await fake('dockerd', `ls -l /proc/$$/fd >${dir}/fds; touch ${dir}/engine; sleep 5`);
    await symlink(await which('ls'), join(bin, 'ls'));
    await fake('sudo', '"$@"');
    await docker('lock_preparation; ensure_engine');
    process.kill(Number(await readFile(join(checkout, '.serin/dockerd.pid'), 'utf8')), 'SIGKILL');
    expect(await readFile(join(dir, 'fds'), 'utf8')).not.toContain('prepare.lock');
  });

  test('one that dies is not waited for, and the end of its log is shown', async () => {
    await fake('dockerd', 'echo "failed to mount overlay: operation not permitted" >&2; exit 1');
    await fake('sudo', '"$@"');
    const began = performance.now();
    const { exitCode, stderr } = await docker('ensure_engine');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('    failed to mount overlay: operation not permitted\n');
    expect(stderr).toContain('serin: the Docker engine does not start.');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('where systemd runs, it starts the engine', async () => {
    await fake('dockerd');
    await fake('systemctl', `touch ${dir}/engine`);
    await fake('sudo', '"$@"');
    const { exitCode } = await docker('systemd_runs() { true; }; ensure_engine');
    expect(exitCode).toBe(0);
    expect(await calls()).toContain('systemctl start docker');
  });

  test('a socket that is not for this user, without sudo: the remedy', async () => {
    await writeFile(join(dir, 'forbidden'), '');
    const { exitCode, stderr } = await docker('ensure_engine', { unprivileged: true });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Using /var/run/docker.sock needs root, and there is no sudo here.');
    expect(stderr).toContain('usermod -aG docker');
  });

  test('mmdebstrap is installed only where neither the engine nor a registry has Debian', async () => {
    await fake('apt-get');
    await fake('sudo', '"$@"');
    await writeFile(join(dir, 'engine'), '');
    expect((await docker('engine=answers; ensure_debian_source')).stderr).toBe('');
    await rm(join(dir, 'engine'));
    expect((await docker('engine=answers; ensure_debian_source')).stderr).toMatch(/✓ install mmdebstrap/);
  });
});

describe('the last line of ./serin test', () => {
  const tally = async (reports: Record<string, unknown>): Promise<Ran> => {
    await symlink(process.execPath, join(bin, 'node'));
    const report = join(dir, 'report');
    await mkdir(report);
    for (const [name, content] of Object.entries(reports)) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      await mkdir(dirname(join(report, name)), { recursive: true });
      await writeFile(join(report, name), text);
    }
    return inside(`find_node; tally ${report}`);
  };
  const vitest = (passed: number, failed: number, testResults: unknown[] = []) => ({
    numPassedTests: passed,
    numFailedTests: failed,
    testResults,
  });

  test('it sums checks and projects', async () => {
    const reports = {
      'checks-passed': 'format\nlint\n',
      'unit.json': vitest(100, 0),
      'component.json': vitest(20, 0),
      'system.json': vitest(3, 0),
      'attacks.json': vitest(7, 0),
    };
    expect(await tally(reports)).toEqual({ exitCode: 0, stdout: '132 passed, 0 failed\n', stderr: '' });
  });

  test('the failures of every project that is run count', async () => {
    for (const project of ['unit', 'component', 'system', 'attacks']) {
      await rm(join(dir, 'report'), { recursive: true, force: true });
      await rm(join(bin, 'node'), { force: true });
      const reports = { failed: `${project}\n`, [`${project}.json`]: vitest(2, 1) };
      expect(await tally(reports)).toMatchObject({ exitCode: 1, stdout: '2 passed, 1 failed\n' });
    }
  });

  test('any failure is counted and makes it fail', async () => {
    const reports = {
      'checks-passed': 'format\n',
      'checks-failed': 'lint\n',
      failed: 'unit\n',
      'unit.json': vitest(5, 2),
    };
    expect(await tally(reports)).toMatchObject({ exitCode: 1, stdout: '6 passed, 3 failed\n' });
  });

  test('a file that could not be loaded, and a project that broke without a failed test, count as failed', async () => {
    const unloaded = { status: 'failed', assertionResults: [] };
    const reports = {
      failed: 'unit\ncomponent\nsystem\n',
      'unit.json': vitest(5, 0, [unloaded]),
      'component.json': vitest(5, 0),
    };
    expect(await tally(reports)).toMatchObject({ exitCode: 1, stdout: '10 passed, 3 failed\n' });
  });

  test('nothing tested is not a success', async () => {
    expect(await tally({})).toMatchObject({ exitCode: 1, stdout: '0 passed, 0 failed\n' });
  });
});
