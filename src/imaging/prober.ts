/**
 * Asking an image what it is. All probes of a manifest run in one throw-away container, as an unprivileged user, without
 * a network, on a read-only root: what they say is what a submission would meet.
 */
import type { Duplex } from 'node:stream';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import type { ProbeOutputs, RuntimeManifest } from '../domain/runtime.ts';
import { engineError, engineStatus } from './engine-error.ts';
import { labels } from './labels.ts';

/** A user of no slot: slots begin at 200 000. */
const probeUid = 199_999;

/** The container ends by itself after this, whatever becomes of us. */
const containerSeconds = 300;

const defaultProbeTimeoutMs = 30_000;

/** The most that one probe may say; an answer that long is a mistake. */
const outputBytes = 16 * 1024;

export interface ProbePorts {
  readonly docker: Docker;
  readonly probeTimeoutMs?: number;
}

/**
 * Run the manifest's probes against an image.
 *
 * @throws SerinError `IMAGE_PROBE_FAILED` naming the probe and what it said, or `DOCKER_UNAVAILABLE`.
 */
export const probeImage = async (
  ports: ProbePorts,
  imageId: string,
  manifest: RuntimeManifest,
): Promise<ProbeOutputs> => {
  const subject = `${manifest.language}-${manifest.version}`;
  try {
    const container = await startContainer(ports.docker, imageId);
    try {
      return await probeAll({ ...ports, container, subject }, manifest);
    } finally {
      await removeContainer(container);
    }
  } catch (cause) {
    throw engineError(cause, 'IMAGE_PROBE_FAILED', `probing ${subject}`);
  }
};

interface Probing extends ProbePorts {
  readonly container: Docker.Container;
  readonly subject: string;
}

const probeAll = async (probing: Probing, manifest: RuntimeManifest): Promise<ProbeOutputs> => {
  const env = { ...manifest.run.env, ...manifest.compile?.env };
  const { version, features } = manifest.probes;
  const said = await ask(probing, 'version', version.argv, env);
  const exact = new RegExp(version.pattern).exec(said)?.[1];
  if (exact === undefined || exact === '') {
    throw new SerinError(
      'IMAGE_PROBE_FAILED',
      `probing ${probing.subject}: probe "version" said ${JSON.stringify(said)}, which ${version.pattern} does not match`,
    );
  }
  const answers: [string, string][] = [];
  for (const [name, feature] of Object.entries(features)) {
    answers.push([name, await ask(probing, name, feature.argv, env)]);
  }
  return { version: exact, features: Object.fromEntries(answers) };
};

const startContainer = async (docker: Docker, imageId: string): Promise<Docker.Container> => {
  const container = await docker.createContainer({
    Image: imageId,
    Entrypoint: ['/bin/sleep'],
    Cmd: [String(containerSeconds)],
    User: `${probeUid}:${probeUid}`,
    WorkingDir: '/',
    Labels: { [labels.role]: 'probe' },
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 256,
      Memory: 1024 * 1024 * 1024,
      LogConfig: { Type: 'none', Config: {} },
      Tmpfs: {
        '/box': 'rw,exec,nosuid,nodev,size=64m,mode=1777',
        '/tmp': 'rw,nosuid,nodev,size=64m,mode=1777',
      },
    },
  });
  await container.start();
  return container;
};

/** With `AutoRemove` the engine may be removing it already, or be done with it. */
const removeContainer = async (container: Docker.Container): Promise<void> => {
  try {
    await container.remove({ force: true });
  } catch (cause) {
    const status = engineStatus(cause);
    if (status !== 404 && status !== 409) throw cause;
  }
};

/** One probe: its trimmed standard output. */
const ask = async (
  probing: Probing,
  name: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> => {
  const exec = await probing.container.exec({
    Cmd: [...argv],
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    WorkingDir: '/box',
    AttachStdout: true,
    AttachStderr: true,
  });
  const connection = await exec.start({ hijack: true, stdin: false });
  const timeoutMs = probing.probeTimeoutMs ?? defaultProbeTimeoutMs;
  const { stdout, stderr } = await listen(probing.docker, connection, timeoutMs).catch((cause: unknown) => {
    throw failed(probing, name, cause instanceof Error ? cause.message : String(cause));
  });
  const { ExitCode: code } = await exec.inspect();
  if (code === 0) return stdout.trim();
  throw failed(probing, name, `exit code ${String(code)}: ${(stderr.trim() || stdout.trim()).slice(0, 500)}`);
};

const failed = (probing: Probing, name: string, reason: string): SerinError =>
  new SerinError('IMAGE_PROBE_FAILED', `probing ${probing.subject}: probe "${name}" failed, ${reason}`);

const listen = async (
  docker: Docker,
  connection: Duplex,
  timeoutMs: number,
): Promise<{ stdout: string; stderr: string }> => {
  const out = capture(connection);
  const err = capture(connection);
  (docker.modem as Demuxer).demuxStream(connection, out.sink, err.sink);
  const timer = setTimeout(() => {
    connection.destroy(new Error(`no end after ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    await finished(connection, { writable: false });
  } finally {
    clearTimeout(timer);
  }
  return { stdout: out.text(), stderr: err.text() };
};

interface Demuxer {
  demuxStream(
    from: NodeJS.ReadableStream,
    stdout: NodeJS.WritableStream,
    stderr: NodeJS.WritableStream,
  ): void;
}

const capture = (connection: Duplex): { sink: PassThrough; text: () => string } => {
  const sink = new PassThrough();
  const chunks: Buffer[] = [];
  let length = 0;
  sink.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > outputBytes) connection.destroy(new Error(`more than ${outputBytes} bytes of output`));
    else chunks.push(chunk);
  });
  return { sink, text: () => Buffer.concat(chunks).toString('utf8') };
};
