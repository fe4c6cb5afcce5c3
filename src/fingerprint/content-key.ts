import type { RuntimeManifest } from '../domain/runtime.ts';
import { canonicalDigest, sha256Hex } from './canonical.ts';

const scheme = 'serin.content/1';

export interface ContentInput {
  readonly fingerprint: string;
  readonly harness: string;
  /** The compile step, its flags and limits. */
  readonly compile: NonNullable<RuntimeManifest['compile']>;
  readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
}

/**
 * The key under which a compiled program is kept, 64 hex digits: the same sources, compiled by the same runtime in the
 * same harness with the same flags and limits. The order in which files were submitted does not matter: a compiler is
 * given them in the order of their paths.
 */
export const contentKey = (input: ContentInput): string =>
  canonicalDigest({
    scheme,
    fingerprint: input.fingerprint,
    harness: input.harness,
    compile: input.compile,
    files: input.files
      .map((file) => [file.path, sha256Hex(file.content)] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  });
