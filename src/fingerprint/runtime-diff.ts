/**
 * What differs between two built runtimes, in the words of their manifests: everything that makes a fingerprint, and beside it what people
 * are shown and what is installed. Two runtimes with one fingerprint may still differ in the latter.
 */
import type { InstalledPackages } from '../domain/packages.ts';
import type { RuntimeFacts, RuntimeManifest } from '../domain/runtime.ts';
import type { CommandChange, DiffSide, RuntimeDiff, ValueChange } from '../domain/runtime-diff.ts';
import { packagesDiff } from './package-diff.ts';
import { effectiveEnv } from './runtime-fingerprint.ts';
import { wordEdits } from './word-edits.ts';

export interface ComparedRuntime {
  readonly facts: RuntimeFacts;
  /** Absent where no worker has told. */
  readonly packages?: InstalledPackages;
}

export const runtimeDiff = (from: ComparedRuntime, to: ComparedRuntime): RuntimeDiff => {
  const [before, after] = [valuesOf(from.facts), valuesOf(to.facts)];
  const [left, right] = [from.facts.image.identity.diffIds, to.facts.image.identity.diffIds];
  return {
    from: sideOf(from.facts),
    to: sideOf(to.facts),
    changes: parts.flatMap((part) => changesOf(part, before[part], after[part])),
    commands: commandChanges(from.facts.manifest, to.facts.manifest),
    layers: { shared: sharedLayers(left, right), from: left.length, to: right.length },
    packages: packagesDiff(from.packages, to.packages),
  };
};

const sideOf = ({ fingerprint, runtime, version, image }: RuntimeFacts): DiffSide => ({
  fingerprint,
  runtime,
  version,
  sizeBytes: image.sizeBytes,
});

/** What can be compared word for word, by name; what is absent has no entry. */
type Values = Readonly<Record<string, string | undefined>>;

const parts: readonly ValueChange['part'][] = ['runtime', 'probes', 'source', 'compile', 'run', 'image'];

const valuesOf = ({
  manifest,
  version,
  family,
  probes,
  image,
}: RuntimeFacts): Record<ValueChange['part'], Values> => ({
  runtime: {
    version,
    language: manifest.language,
    family,
    name: manifest.displayName,
    suite: manifest.suite,
    policy: manifest.policy,
    'multipliers.time': String(manifest.multipliers.time),
    'multipliers.memory': String(manifest.multipliers.memory),
  },
  probes: probes.features,
  source: { file: manifest.source.file, extensions: manifest.source.extensions.join(' ') },
  compile: compileValues(manifest.compile),
  run: { extraProcesses: String(manifest.run.extraProcesses), ...named('env', manifest.run.env) },
  image: {
    architecture: image.identity.architecture,
    user: image.identity.user,
    workdir: image.identity.workdir,
    entrypoint: image.identity.entrypoint.join(' '),
    ...named('env', effectiveEnv(image.identity.env)),
  },
});

const compileValues = (compile: RuntimeManifest['compile']): Values =>
  compile === undefined
    ? {}
    : {
        artifacts: compile.artifacts.join(' '),
        keepSources: String(compile.keepSources),
        ...named('limits', compile.limits),
        ...named('env', compile.env),
      };

const named = (prefix: string, values: Readonly<Record<string, string | number>>): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, String(value)]));

/** In the order in which they stand in the former, then what is new. */
const changesOf = (part: ValueChange['part'], before: Values, after: Values): ValueChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((what) => {
    const [from, to] = [before[what], after[what]];
    if (from === to) return [];
    return [{ part, what, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });

const commandChanges = (from: RuntimeManifest, to: RuntimeManifest): CommandChange[] =>
  (['compile', 'run'] as const).flatMap((part) => {
    const words = wordEdits(from[part]?.argv ?? [], to[part]?.argv ?? []);
    return words.every(({ kind }) => kind === 'kept') ? [] : [{ part, words }];
  });

const sharedLayers = (from: readonly string[], to: readonly string[]): number => {
  const different = from.findIndex((layer, index) => layer !== to[index]);
  return different === -1 ? from.length : different;
};
