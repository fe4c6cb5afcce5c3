/** Where a language's submissions can go, made once for each snapshot of the bindings. */
import { SerinError } from '../domain/errors.ts';
import type { Binding } from '../domain/runtime.ts';
import type { Quarantine } from '../domain/tracks.ts';
import type { BindingsSnapshot } from './ports.ts';

export interface Places {
  readonly language: string;
  readonly family: string;
  readonly revision: number;
  /** By track. */
  readonly bound: ReadonlyMap<string, Binding>;
  /** By fingerprint, of every language. */
  readonly quarantined: ReadonlyMap<string, Quarantine>;
  /** `<track>:<fingerprint>` taken off a track and still served there. */
  readonly draining: ReadonlySet<string>;
}

const indexes = new WeakMap<BindingsSnapshot, ReadonlyMap<string, Places>>();

/** @throws SerinError UNKNOWN_LANGUAGE, or LANGUAGE_NOT_BOUND while nothing is bound at all */
export const placesOf = (snapshot: BindingsSnapshot, language: string): Places => {
  const index = indexes.get(snapshot) ?? indexed(snapshot);
  const places = index.get(language);
  if (places === undefined) throw unknownLanguage(index, language);
  return places;
};

const indexed = (snapshot: BindingsSnapshot): ReadonlyMap<string, Places> => {
  const { revision } = snapshot;
  const quarantined = new Map(snapshot.quarantined.map((each) => [each.fingerprint, each]));
  const draining = new Set(snapshot.draining.map(({ track, fingerprint }) => `${track}:${fingerprint}`));
  const byLanguage = new Map<string, Map<string, Binding>>();
  for (const binding of snapshot.bindings) {
    const bound = byLanguage.get(binding.language) ?? new Map<string, Binding>();
    byLanguage.set(binding.language, bound.set(binding.track, binding));
  }
  const index = new Map<string, Places>();
  for (const [language, bound] of byLanguage) {
    const family = [...bound.values()][0]?.family ?? language;
    index.set(language, { language, family, revision, bound, quarantined, draining });
  }
  indexes.set(snapshot, index);
  return index;
};

/** @throws SerinError LANGUAGE_NOT_BOUND: stable falls back to nothing. */
export const stableOf = ({ language, bound, quarantined }: Places): Binding => {
  const stable = bound.get('stable');
  const remedy = `serin tracks set ${language} stable RUNTIME`;
  if (stable === undefined) {
    throw new SerinError(
      'LANGUAGE_NOT_BOUND',
      `no runtime is bound to ${language} on track stable; bind one: ${remedy}`,
      { retryAfterSeconds: 5 },
    );
  }
  if (!quarantined.has(stable.fingerprint)) return stable;
  throw new SerinError(
    'LANGUAGE_NOT_BOUND',
    `${stable.fingerprint} on track stable is quarantined; bind another one: ${remedy}`,
    { retryAfterSeconds: 5 },
  );
};

/**
 * What an operator's pin names.
 *
 * @throws SerinError UNKNOWN_TRACK; CONFLICT for what is quarantined.
 */
export const pinnedTo = ({ language, bound, quarantined }: Places, track: string): Binding => {
  const found = bound.get(track);
  if (found === undefined) {
    const tracks = [...bound.keys()].sort().join(', ');
    throw new SerinError('UNKNOWN_TRACK', `${language} has no track ${track}; it has ${tracks}`, {
      faults: [{ path: '/track', message: `one of: ${tracks}` }],
    });
  }
  const held = quarantined.get(found.fingerprint);
  if (held === undefined) return found;
  throw new SerinError(
    'CONFLICT',
    `${found.fingerprint} on track ${track} is quarantined (${held.by}: ${held.reason}): nothing is sent to it`,
    {
      faults: [
        {
          path: '/track',
          message: `pin another track, or lift the quarantine: serin lineage release ${found.fingerprint} --reason …`,
        },
      ],
    },
  );
};

const unknownLanguage = (index: ReadonlyMap<string, Places>, language: string): SerinError => {
  const known = [...index.keys()].sort().join(', ');
  if (known === '') {
    const detail = 'no runtime is bound to any language yet: is a worker running?';
    return new SerinError('LANGUAGE_NOT_BOUND', detail, { retryAfterSeconds: 5 });
  }
  return new SerinError('UNKNOWN_LANGUAGE', `there is no language ${language}; there are ${known}`, {
    faults: [{ path: '/language', message: `one of: ${known}` }],
  });
};
