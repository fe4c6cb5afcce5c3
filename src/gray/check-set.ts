/** What can be said of a set only as a whole. */
import { nearest } from '../domain/nearest.ts';
import type { GrayDocument } from './document-schema.ts';
import type { GrayOverride } from './override-schema.ts';
import type { LayerName } from './rule-set.ts';
import type { GrayRule } from './rule-schema.ts';
import { asBasisPoints } from './shares.ts';

interface Placed {
  readonly layer: LayerName;
  readonly document: GrayDocument;
}

type AddFault = (name: string, path: readonly PropertyKey[], message: string) => void;

/** A set is written by people, and held in memory by every API process. */
export const mostRules = 10_000;

export const checkSet = (placed: readonly Placed[], fault: AddFault): void => {
  const documents = placed.map(({ document }) => document);
  const rules = documents.filter((document) => document.kind === 'GrayRule');
  if (documents.length > mostRules) {
    const last = documents.at(-1)?.metadata.name ?? '';
    fault(last, [], `${documents.length} documents are too many: at most ${mostRules}`);
  }
  sameNames(documents, fault);
  for (const { layer, document } of placed) {
    if (layer === 'override' && document.kind === 'GrayRule') {
      fault(
        document.metadata.name,
        ['kind'],
        'the override layer holds overrides: apply rules to another one',
      );
    }
  }
  for (const second of documents.filter(({ kind }) => kind === 'Dimensions').slice(1)) {
    fault(second.metadata.name, ['kind'], 'is a second Dimensions document: there is at most one in a set');
  }
  checkGroups(rules, fault);
};

const sameNames = (documents: readonly GrayDocument[], fault: AddFault): void => {
  const seen = new Set<string>();
  for (const { metadata } of documents) {
    if (seen.has(metadata.name)) {
      fault(
        metadata.name,
        ['metadata', 'name'],
        `${metadata.name} is the name of another document of the set`,
      );
    }
    seen.add(metadata.name);
  }
};

type GroupedRule = GrayRule & { spec: { group: NonNullable<GrayRule['spec']['group']> } };

const checkGroups = (rules: readonly GrayRule[], fault: AddFault): void => {
  const groups = new Map<string, GroupedRule[]>();
  const isGrouped = (rule: GrayRule): rule is GroupedRule => rule.spec.group !== undefined;
  for (const rule of rules.filter(isGrouped)) {
    const { stickyBy, group } = rule.spec;
    if (new Set(stickyBy).size !== 1) {
      fault(rule.metadata.name, ['spec', 'stickyBy'], 'must be one key where a rule is in a group');
    }
    if (!rule.spec.enabled) continue;
    groups.set(group.name, [...(groups.get(group.name) ?? []), rule]);
  }
  for (const [name, members] of groups) checkGroup(name, members, fault);
};

const checkGroup = (name: string, members: readonly GroupedRule[], fault: AddFault): void => {
  const [first] = members;
  for (const { metadata, spec } of members) {
    if (first !== undefined && spec.stickyBy[0] !== first.spec.stickyBy[0]) {
      const theirs = `${first.metadata.name} of the group ${name} has ${first.spec.stickyBy[0] ?? ''}`;
      fault(metadata.name, ['spec', 'stickyBy'], `must be the same in a whole group: ${theirs}`);
    }
  }
  const byStart = [...members].sort((a, b) => a.spec.group.from - b.spec.group.from);
  let furthest: GroupedRule | undefined;
  for (const rule of byStart) {
    if (
      furthest !== undefined &&
      asBasisPoints(rule.spec.group.from) < asBasisPoints(furthest.spec.group.to)
    ) {
      const { from, to } = furthest.spec.group;
      const theirs = `that of ${furthest.metadata.name}, ${from} to ${to}`;
      fault(rule.metadata.name, ['spec', 'group'], `the slice overlaps ${theirs}, in the group ${name}`);
    }
    if (furthest === undefined || rule.spec.group.to > furthest.spec.group.to) furthest = rule;
  }
};

export const unknownSegments = (
  document: GrayRule | GrayOverride,
  known: readonly string[],
  fault: AddFault,
): void => {
  const asked = document.kind === 'GrayRule' ? document.spec.match.segments : document.spec.segments;
  const path = document.kind === 'GrayRule' ? ['spec', 'match', 'segments'] : ['spec', 'segments'];
  for (const [at, name] of (asked ?? []).entries()) {
    if (!known.includes(name)) fault(document.metadata.name, [...path, at], unknownSegment(name, known));
  }
};

export const unknownSegment = (name: string, known: readonly string[]): string => {
  const meant = nearest(name, known);
  return `there is no segment "${name}"${meant === undefined ? '' : `: did you mean "${meant}"?`}`;
};
