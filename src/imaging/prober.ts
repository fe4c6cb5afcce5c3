/**
 * Asking an image what it is. All probes of a manifest run in one throw-away container, as an unprivileged user, without
 * a network, on a read-only root: what they say is what a submission would meet. What is installed is asked there too.
 */
import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import type { InstalledPackages } from '../domain/packages.ts';
import type { ProbeOutputs, RuntimeManifest } from '../domain/runtime.ts';
import { engineError } from './engine-error.ts';
import { labels } from './labels.ts';
import { NoAnswer, askContainer, removeContainer } from './throwaway.ts';
import type { Answer, Question } from './throwaway.ts';
import { packageListBytes, packageQuery, parsePackageList, unknownPackages } from './package-list.ts';

/** A user of no slot: slots begin at 200 000. */
const probeUid = 199_999;

/** The container ends by itself after this, whatever becomes of us. */
const containerSeconds = 300;

const defaultProbeTimeoutMs = 30_000;

/** The most that one probe may say; an answer that long is a mistake. */
const outputBytes = 16 * 1024;

/** The share of a core that a probe in the background has beside one container of a submission, whose is 1024. */
const backgroundShares = 128;

export interface ProbePorts {
  readonly docker: Docker;
  readonly probeTimeoutMs?: number;
  /** Probing gives way to whatever else wants the cores: submissions are being judged. */
  readonly background?: boolean;
}

/** What an image answered. */
export interface ImageAnswers {
  readonly probes: ProbeOutputs;
  readonly packages: InstalledPackages;
}

/**
 * Run the manifest's probes against an image, and ask what is installed in it.
 *
 * @throws SerinError `IMAGE_PROBE_FAILED` naming the probe and what it said, or `DOCKER_UNAVAILABLE`.
 */
export const probeImage = async (
  ports: ProbePorts,
  imageId: string,
  manifest: RuntimeManifest,
): Promise<ImageAnswers> => {
  const subject = `${manifest.language}-${manifest.version}`;
  try {
    const container = await startContainer(ports, imageId);
    try {
      const probing = { ...ports, container, subject };
      return { probes: await probeAll(probing, manifest), packages: await packagesOf(probing) };
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

const packagesOf = async (probing: Probing): Promise<InstalledPackages> => {
  const { argv, env } = packageQuery;
  const answer = await answerOf(probing, { name: 'packages', argv, env, maxBytes: packageListBytes });
  // As a shell says it: a program that is not there, or that cannot be executed.
  if (answer.code === 126 || answer.code === 127) return unknownPackages;
  const said = outputOf(probing, 'packages', answer);
  try {
    return parsePackageList(said);
  } catch (cause) {
    throw failed(probing, 'packages', cause instanceof Error ? cause.message : String(cause));
  }
};

const startContainer = async (
  { docker, background = false }: ProbePorts,
  imageId: string,
): Promise<Docker.Container> => {
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
      ...(background ? { CpuShares: backgroundShares } : {}),
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

/** One probe: its trimmed standard output. */
const ask = async (
  probing: Probing,
  name: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> =>
  outputOf(probing, name, await answerOf(probing, { name, argv, env, maxBytes: outputBytes })).trim();

const answerOf = (
  { docker, container, subject, probeTimeoutMs = defaultProbeTimeoutMs }: Probing,
  { name, ...question }: Pick<Question, 'argv' | 'env' | 'maxBytes'> & { readonly name: string },
): Promise<Answer> =>
  askContainer(docker, container, { ...question, workingDir: '/box', timeoutMs: probeTimeoutMs }).catch(
    (cause: unknown) => {
      throw cause instanceof NoAnswer ? failed({ subject }, name, cause.message) : cause;
    },
  );

const outputOf = (probing: Probing, name: string, { code, stdout, stderr }: Answer): string => {
  if (code === 0) return stdout;
  throw failed(probing, name, `exit code ${String(code)}: ${(stderr.trim() || stdout.trim()).slice(0, 500)}`);
};

const failed = (probing: Pick<Probing, 'subject'>, name: string, reason: string): SerinError =>
  new SerinError('IMAGE_PROBE_FAILED', `probing ${probing.subject}: probe "${name}" failed, ${reason}`);
