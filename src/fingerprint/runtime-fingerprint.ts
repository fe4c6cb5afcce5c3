import type { ImageIdentity, ProbeOutputs, RuntimeManifest } from '../domain/runtime.ts';
import { canonicalDigest, shortDigest } from './canonical.ts';

/** Changes when the bytes below do, so that two makers of fingerprints never mean different things by one digest. */
const scheme = 'serin.runtime/1';

export interface FingerprintInput {
  readonly identity: ImageIdentity;
  readonly probes: ProbeOutputs;
  readonly manifest: RuntimeManifest;
}

/**
 * What makes a runtime itself, as 64 hex digits: the image's architecture, layers and configuration, what its probes
 * answered, and how Serin compiles and runs with it.
 *
 * Left out on purpose: the image's id, tags, size, labels and time, which differ between builds and stores of the same
 * layers; what people and editors are shown, multipliers of limits, the probes' own commands, how it is built and tried, and the
 * track it is first bound to.
 */
export const runtimeDigest = ({ identity, probes, manifest }: FingerprintInput): string =>
  canonicalDigest({
    scheme,
    image: {
      architecture: identity.architecture,
      diffIds: identity.diffIds,
      env: effectiveEnv(identity.env),
      user: identity.user,
      workdir: identity.workdir,
      entrypoint: identity.entrypoint,
    },
    probes: { version: probes.version, features: probes.features },
    language: manifest.language,
    source: manifest.source,
    compile: manifest.compile,
    run: manifest.run,
    policy: manifest.policy,
  });

/** The immutable identity of a built runtime as it is written everywhere: `python-3.13.5@1f2e3d4c5b6a`. */
export const runtimeFingerprint = (input: FingerprintInput): string =>
  `${input.manifest.language}-${input.probes.version}@${shortDigest(runtimeDigest(input))}`;

/** The environment that a process would see: the last word on a name counts, the order of names does not. */
export const effectiveEnv = (env: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    env.map((entry) => {
      const at = entry.indexOf('=');
      return at === -1 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
