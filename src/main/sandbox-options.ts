/** The sandboxes as the configuration wants them, and the digest of all that surrounds a runtime in them. */
import { readFile, readdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { harnessDigest } from '../fingerprint/harness-digest.ts';
import type { PolicyDocument } from '../sandbox/policy.ts';
import { readRunnerSource } from '../sandbox/runner-image.ts';
import type { OpenSandboxes, SandboxesOptions } from '../sandbox/sandboxes.ts';
import type { Config } from './config.ts';
import { isLocalEngine } from './docker.ts';
import type { Identity } from './identity.ts';

export const sandboxOptions = async (config: Config): Promise<SandboxesOptions> => ({
  workerName: config.workerName,
  slots: {
    ...(config.slots === 'auto' ? {} : { count: config.slots }),
    base: config.slotBase,
    engineIsLocal: isLocalEngine(config.dockerHost),
  },
  runnerSource: { files: await readRunnerSource(join(config.sandboxesDir, 'runner')) },
  policies: await readPolicies(config.sandboxesDir),
  seccompProfile: await readFile(join(config.sandboxesDir, 'seccomp', 'profile.json'), 'utf8'),
  bounds: { isolation: config.isolation },
  ociRuntime: config.ociRuntime,
  warmMemoryBytes: config.warmMemoryBytes,
});

export const readPolicies = async (sandboxesDir: string): Promise<PolicyDocument[]> => {
  const directory = join(sandboxesDir, 'policies');
  const names = (await readdir(directory)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async (name) => ({
      path: join(directory, name),
      text: await readFile(join(directory, name), 'utf8'),
    })),
  );
};

export const harnessOf = async (
  identity: Identity,
  docker: Docker,
  sandboxes: Pick<OpenSandboxes, 'harness'>,
): Promise<string> => {
  const info = (await docker.info()) as {
    Architecture: string;
    KernelVersion: string;
    CgroupVersion?: string;
  };
  return harnessDigest({
    ...sandboxes.harness,
    serinVersion: identity.version,
    host: {
      architecture: info.Architecture,
      kernelRelease: info.KernelVersion,
      cgroupVersion: Number(info.CgroupVersion ?? '1'),
      cpuModel: cpus()[0]?.model ?? 'unknown',
    },
  });
};
