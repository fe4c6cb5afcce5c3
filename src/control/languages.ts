/** What a judge website shows its users: languages, and what stands behind each on every track. */
import type { Binding, RuntimeFacts, RuntimeManifest } from '../domain/runtime.ts';

export interface LanguageInfo {
  readonly language: string;
  readonly family: string;
  readonly displayName: string;
  readonly extensions: readonly string[];
  readonly sourceFile: string;
  readonly compiled: boolean;
  readonly editor: RuntimeManifest['editor'];
  readonly multipliers: RuntimeManifest['multipliers'];
  readonly tracks: readonly {
    readonly track: string;
    readonly runtime: string;
    readonly version: string;
    readonly fingerprint: string;
  }[];
}

/** Languages with at least one binding, by name. The facts shown are those of stable, or of the first track there is. */
export const listLanguages = (
  runtimes: readonly RuntimeFacts[],
  bindings: readonly Binding[],
): LanguageInfo[] => {
  const facts = new Map(runtimes.map((runtime) => [runtime.fingerprint, runtime]));
  const languages = [...new Set(bindings.map((binding) => binding.language))].sort();
  return languages.flatMap((language) => {
    const bound = bindings
      .filter((binding) => binding.language === language)
      .sort((a, b) => trackOrder(a.track).localeCompare(trackOrder(b.track)));
    const shown = bound.map((binding) => facts.get(binding.fingerprint)).find((found) => found !== undefined);
    if (shown === undefined) return [];
    return [
      {
        language,
        family: shown.family,
        displayName: shown.manifest.displayName,
        extensions: shown.manifest.source.extensions,
        sourceFile: shown.manifest.source.file,
        compiled: shown.manifest.compile !== undefined && !shown.manifest.compile.keepSources,
        editor: shown.manifest.editor,
        multipliers: shown.manifest.multipliers,
        tracks: bound.map((binding) => ({
          track: binding.track,
          runtime: binding.runtime,
          version: facts.get(binding.fingerprint)?.version ?? 'unknown',
          fingerprint: binding.fingerprint,
        })),
      },
    ];
  });
};

/** Stable first, canary next, then by name. */
const trackOrder = (track: string): string =>
  track === 'stable' ? '0' : track === 'canary' ? '1' : `2${track}`;
