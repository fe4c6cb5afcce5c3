/** What is allowed in a set and still worth knowing: what the set itself shows, and what it names that leads nowhere now. */
import type { Fault } from '../domain/errors.ts';
import type { Binding } from '../domain/runtime.ts';
import { each, inPieces } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import type { TrackState } from '../domain/tracks.ts';
import type { CompileOptions } from '../gray/compile-rules.ts';
import { warningSteps } from '../gray/rule-warnings.ts';
import { layerNames } from '../gray/rule-set.ts';
import type { RuleSet } from '../gray/rule-set.ts';
import type { GrayDocument } from '../gray/document-schema.ts';
import type { RulesPorts } from './rules-ports.ts';

/** Told at most; a set of thousands of rules on a track that is not there says it often enough by then. */
const mostWarnings = 200;

/** Asks for the tracks at once, and looks the set over when it is called. @throws SerinError STORE_UNAVAILABLE, at once */
export const lookingOver = async (
  ports: Pick<RulesPorts, 'tracks' | 'breathe' | 'monotonic'>,
  set: RuleSet,
  options: CompileOptions,
): Promise<() => Promise<Fault[]>> => {
  const state = await ports.tracks.state();
  return async () => {
    const ofRules = await inPieces(warningSteps(set, options), ports);
    const ofTracks = await inPieces(trackWarnings(set, options, state), ports);
    return [...ofRules, ...ofTracks].slice(0, mostWarnings);
  };
};

/** Rules and overrides whose track no language has, or where everything that they lead to is quarantined. */
export function* trackWarnings(
  set: RuleSet,
  options: Pick<CompileOptions, 'placeOf'>,
  { bindings, quarantined }: Pick<TrackState, 'bindings' | 'quarantined'>,
): Steps<Fault[]> {
  const held = new Set(quarantined.map(({ fingerprint }) => fingerprint));
  const placeOf = options.placeOf ?? ((name, path) => `/${[name, ...path.map(String)].join('/')}`);
  const documents = layerNames.flatMap((layer) => set.layers[layer]);
  const faults = yield* each(documents, (document) =>
    leadsTo(document).flatMap(({ track, languages, path }) => {
      const message = faultOf(track, languages, bindings, held);
      return message === undefined ? [] : [{ path: placeOf(document.metadata.name, path), message }];
    }),
  );
  return faults.flat();
}

interface Lead {
  readonly track: string;
  readonly languages: readonly string[] | undefined;
  readonly path: readonly PropertyKey[];
}

const leadsTo = (document: GrayDocument): Lead[] => {
  if (document.kind === 'GrayOverride') {
    const { enabled, track, language } = document.spec;
    return enabled && track !== 'stable' ? [{ track, languages: language, path: ['spec', 'track'] }] : [];
  }
  if (document.kind !== 'GrayRule' || !document.spec.enabled) return [];
  return Object.entries(document.spec.weights)
    .filter(([track, percent]) => percent > 0 && track !== 'stable')
    .map(([track]) => ({ track, languages: document.spec.match.language, path: ['spec', 'weights', track] }));
};

const faultOf = (
  track: string,
  languages: readonly string[] | undefined,
  bindings: readonly Binding[],
  held: ReadonlySet<string>,
): string | undefined => {
  const onTrack = bindings.filter((binding) => binding.track === track);
  if (onTrack.length === 0)
    return `no language has a track ${track}: whatever goes there falls back to stable`;
  const led = onTrack.filter(
    ({ language, family }) =>
      languages?.some((pattern) => matches(pattern, language) || matches(pattern, family)) ?? true,
  );
  if (led.length === 0) {
    return `none of ${(languages ?? []).join(', ')} has a track ${track}: whatever goes there falls back to stable`;
  }
  if (led.every(({ fingerprint }) => held.has(fingerprint))) {
    return `everything on track ${track} that it leads to is quarantined (${led.map(({ fingerprint }) => fingerprint).join(', ')}): nothing is sent there`;
  }
  return undefined;
};

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
