import { canonicalDigest, shortDigest } from './canonical.ts';

const scheme = 'serin.harness/1';

/** The kind of machine that measures: two hosts of one class may be compared. */
interface HostClass {
  /** `amd64`, `arm64` */
  readonly architecture: string;
  /** `uname -r` */
  readonly kernelRelease: string;
  readonly cgroupVersion: number;
  /** `model name` of /proc/cpuinfo, or the nearest thing the machine says of itself. */
  readonly cpuModel: string;
}

/** What surrounds a runtime while it is judged. */
export interface HarnessInput {
  /** SHA-256 of the runner's binary. */
  readonly runnerDigest: string;
  /** SHA-256 of the container's seccomp profile. */
  readonly seccompDigest: string;
  /** The parsed policies by name. */
  readonly policies: Readonly<Record<string, unknown>>;
  readonly serinVersion: string;
  readonly host: HostClass;
}

/** The harness as it stands beside the fingerprint in every result: 12 hex digits. */
export const harnessDigest = (input: HarnessInput): string =>
  shortDigest(
    canonicalDigest({
      scheme,
      runnerDigest: input.runnerDigest,
      seccompDigest: input.seccompDigest,
      policies: input.policies,
      serinVersion: input.serinVersion,
      host: {
        architecture: input.host.architecture,
        kernelRelease: input.host.kernelRelease,
        cgroupVersion: input.host.cgroupVersion,
        cpuModel: input.host.cpuModel,
      },
    }),
  );
