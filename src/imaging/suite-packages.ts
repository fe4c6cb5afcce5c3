/** Asking a Debian suite which packages it has: in a throw-away container of its base image, with the host's network. */
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import { engineError } from './engine-error.ts';
import { inspectImage } from './inspector.ts';
import { labels } from './labels.ts';

/** Lists that do not come are asked for three times by apt; after this nobody waits any longer. */
const patienceMs = 300_000;

/** Bytes of answers: a package takes about 300. */
const mostBytes = 4 * 1024 * 1024;

const script = 'apt-get update -q >/dev/null && exec apt-cache policy "$@"';

/** Versions by package; what the suite does not have is left out. @throws SerinError `IMAGE_PROBE_FAILED`, `DOCKER_UNAVAILABLE` */
export const suitePackages = async (
  { docker }: { readonly docker: Docker },
  image: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const doing = `asking ${image} for packages`;
  if ((await inspectImage({ docker }, image)) === undefined) {
    throw new SerinError('IMAGE_PROBE_FAILED', `${doing}: it is not built; "serin images build" makes it`);
  }
  try {
    const container = await docker.createContainer({
      Image: image,
      Entrypoint: ['/bin/sh'],
      Cmd: ['-c', script, 'survey', ...names],
      Env: ['LC_ALL=C'],
      AttachStdout: true,
      AttachStderr: true,
      Labels: { [labels.role]: 'survey' },
      HostConfig: { NetworkMode: 'host' },
    });
    try {
      return parsePolicy(await answerOf(docker, container));
    } finally {
      await container.remove({ force: true });
    }
  } catch (cause) {
    throw engineError(cause, 'IMAGE_PROBE_FAILED', doing);
  }
};

const answerOf = async (docker: Docker, container: Docker.Container): Promise<string> => {
  const connection = await container.attach({ stream: true, stdout: true, stderr: true });
  const out = collected();
  const err = collected();
  docker.modem.demuxStream(connection, out.sink, err.sink);
  await container.start();
  const timer = setTimeout(() => void container.kill().catch(() => undefined), patienceMs);
  try {
    const ended = container.wait() as Promise<{ StatusCode: number }>;
    await finished(connection, { writable: false });
    const { StatusCode: code } = await ended;
    if (code === 0) return out.text();
    throw new Error(`exit code ${code}: ${err.text().trim().slice(-500)}`);
  } finally {
    clearTimeout(timer);
  }
};

const collected = (): { sink: PassThrough; text: () => string } => {
  const sink = new PassThrough();
  const chunks: Buffer[] = [];
  let length = 0;
  sink.on('data', (chunk: Buffer) => {
    if (length < mostBytes) chunks.push(chunk);
    length += chunk.length;
  });
  return { sink, text: () => Buffer.concat(chunks).toString('utf8') };
};

/** `apt-cache policy`: a line with the name and a colon, then indented lines, one of them the candidate. */
export const parsePolicy = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  let name = '';
  for (const line of text.split('\n')) {
    name = /^(\S+):$/.exec(line)?.[1] ?? name;
    const candidate = /^ {2}Candidate: (\S+)$/.exec(line)?.[1];
    if (candidate !== undefined && candidate !== '(none)') found.set(name, candidate);
  }
  return found;
};
