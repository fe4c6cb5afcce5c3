/**
 * The witnesses can fail: in a plain container of each runtime they say `clean` when nothing is there, and name what is planted.
 * The container is no sandbox of Serin's; it only has the same directories, limits and first process.
 */
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pack } from 'tar-stream';
import { witnessInput, witnessSource } from './witness.ts';
import type { Language } from './catalogue.ts';

const docker = new Docker();

interface Recipe {
  readonly language: Language;
  readonly image: string;
  readonly file: string;
  readonly build: string;
  readonly run: readonly string[];
}

const goBuild =
  'HOME=/work GOCACHE=/usr/lib/serin/go-cache GOPATH=/work/go GOTMPDIR=/work GOPROXY=off GOTOOLCHAIN=local CGO_ENABLED=0 GOFLAGS=-trimpath ' +
  '/usr/lib/go-1.24/bin/go build -o /app/program witness.go';
const compiled = ['/app/program'];
const recipes: readonly Recipe[] = [
  {
    language: 'c',
    image: 'serin/c:14',
    file: 'witness.c',
    build: 'gcc-14 -O2 -o /app/program witness.c',
    run: compiled,
  },
  {
    language: 'cpp',
    image: 'serin/cpp:14',
    file: 'witness.cpp',
    build: 'g++-14 -std=gnu++20 -o /app/program witness.cpp',
    run: compiled,
  },
  {
    language: 'python',
    image: 'serin/python:3.13',
    file: 'witness.py',
    build: 'cp witness.py /app/main.py',
    run: ['/usr/bin/python3.13', '-B', '/app/main.py'],
  },
  {
    language: 'javascript',
    image: 'serin/javascript:20',
    file: 'witness.js',
    build: 'cp witness.js /app/main.js',
    run: ['/usr/bin/node', '/app/main.js'],
  },
  {
    language: 'java',
    image: 'serin/java:21',
    file: 'Main.java',
    build: 'javac -J-XX:-UsePerfData -d /app Main.java',
    run: ['/usr/bin/java', '-XX:-UsePerfData', '-cp', '/app', 'Main'],
  },
  { language: 'go', image: 'serin/go:1.24', file: 'witness.go', build: goBuild, run: compiled },
  {
    language: 'rust',
    image: 'serin/rust:1.85',
    file: 'witness.rs',
    build: 'rustc --edition=2021 -o /app/program witness.rs',
    run: compiled,
  },
];

/** What is planted by a shell, what takes it away, and what the witness has to say of it. */
const litter: readonly {
  readonly what: string;
  readonly plant: string;
  readonly clear: string;
  readonly says: RegExp;
}[] = [
  { what: 'a file in /box', plant: 'touch /box/left', clear: 'rm /box/left', says: /\/box holds left/ },
  {
    what: 'a hidden directory in /tmp',
    plant: 'mkdir /tmp/.left',
    clear: 'rmdir /tmp/.left',
    says: /\/tmp holds \.left/,
  },
  {
    what: 'a segment in /dev/shm',
    plant: 'touch /dev/shm/left',
    clear: 'rm /dev/shm/left',
    says: /\/dev\/shm holds left/,
  },
  {
    what: 'a message queue',
    plant: 'touch /dev/mqueue/left',
    clear: 'rm /dev/mqueue/left',
    says: /\/dev\/mqueue holds left/,
  },
  {
    what: "somebody else's program",
    plant: 'touch /app/left',
    clear: 'rm /app/left',
    says: /\/app holds left/,
  },
];

const tmpfs = 'rw,nosuid,nodev,exec,size=64m,mode=1777';

const open = async (recipe: Recipe): Promise<Docker.Container> => {
  const container = await docker.createContainer({
    Image: recipe.image,
    Entrypoint: ['/usr/bin/sleep', '3600'],
    User: '0:0',
    WorkingDir: '/box',
    NetworkDisabled: true,
    Labels: { 'serin.test': 'witness' },
    HostConfig: {
      NetworkMode: 'none',
      IpcMode: 'private',
      Tmpfs: Object.fromEntries(['/box', '/tmp', '/app', '/work', '/dev/shm'].map((path) => [path, tmpfs])),
      Ulimits: [
        { Name: 'nofile', Soft: 1024, Hard: 1024 },
        { Name: 'core', Soft: 1, Hard: 1 },
      ],
    },
  });
  await container.start();
  const archive = pack();
  archive.entry({ name: recipe.file }, await witnessSource(recipe.language));
  archive.entry({ name: 'input' }, witnessInput);
  archive.finalize();
  // Files cannot be copied below a tmpfs of a running container by the engine, so a shell unpacks them.
  const bytes: Buffer[] = [];
  for await (const chunk of archive) bytes.push(chunk as Buffer);
  const text = Buffer.concat(bytes).toString('base64');
  await execute(container, ['/bin/sh', '-c', `printf %s '${text}' | base64 -d | tar -xf - -C /work`]);
  await execute(container, ['/bin/sh', '-c', `cd /work && ${recipe.build}`]);
  return container;
};

/** What a command wrote. Throws where it failed. */
const execute = async (container: Docker.Container, command: readonly string[]): Promise<string> => {
  const exec = await container.exec({
    Cmd: [...command],
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    WorkingDir: '/box',
  });
  const stream = await exec.start({});
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const text = wordsOf(Buffer.concat(chunks));
  const { ExitCode: code } = await exec.inspect();
  if (code !== 0) throw new Error(`${command.join(' ')}: exit ${String(code)}: ${text}`);
  return text;
};

/** Docker puts eight bytes before each piece of a stream; the last four are its length. */
const wordsOf = (stream: Buffer): string => {
  let text = '';
  for (let at = 0; at < stream.length;) {
    const length = stream.readUInt32BE(at + 4);
    text += stream.toString('utf8', at + 8, at + 8 + length);
    at += 8 + length;
  }
  return text;
};

/** The shell becomes the witness, so that there is no other process than the container's first. */
const testify = (container: Docker.Container, recipe: Recipe): Promise<string> =>
  execute(container, ['/bin/sh', '-c', `exec ${recipe.run.join(' ')} < /work/input`]);

describe.each(recipes)('the witness in $language', (recipe) => {
  let container: Docker.Container;

  beforeAll(async () => {
    container = await open(recipe);
  });

  afterAll(async () => {
    await container.remove({ force: true });
  });

  test('says clean when nothing is there', async () => {
    expect(await testify(container, recipe)).toBe('clean\n');
  });

  test.each(litter)('notices $what', async ({ plant, clear, says }) => {
    await execute(container, ['/bin/sh', '-c', plant]);
    try {
      expect(await testify(container, recipe)).toMatch(says);
    } finally {
      await execute(container, ['/bin/sh', '-c', clear]);
    }
    expect(await testify(container, recipe)).toBe('clean\n');
  });

  // The last one, because nobody in this container takes a dead process away, and a dead one is noticed too.
  test('notices a process', async () => {
    await execute(container, ['/bin/sh', '-c', 'sleep 1000 >/dev/null 2>&1 &']);
    expect(await testify(container, recipe)).toMatch(/process \d+ lives/);
  });
});
