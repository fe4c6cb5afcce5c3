import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineageOf } from '../../../src/control/lineage.ts';
import type { HistoryEvent, HistoryKind } from '../../../src/domain/history.ts';
import type { TrackState } from '../../../src/domain/tracks.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';

let at = 0;
const event = (kind: HistoryKind, fingerprint: string, changes: Partial<HistoryEvent> = {}): HistoryEvent => {
  at += 1;
  return {
    id: `${at}-0`,
    kind,
    revision: at,
    by: 'ops',
    reason: 'because',
    atMs: at,
    environment: 'prod',
    language: 'cpp',
    runtime: fingerprint.split('@')[0] ?? '',
    fingerprint,
    ...changes,
  };
};

const stateOf = (tracks: Record<string, string>, quarantined: string[] = []): TrackState => ({
  revision: 9,
  bindings: Object.entries(tracks).map(([track, fingerprint]) => bindingOf({ track, fingerprint })),
  draining: [],
  quarantined: quarantined.map((fingerprint) => ({
    ...{ language: 'cpp', runtime: 'cpp', fingerprint, by: 'ops', reason: 'bad', atMs: 1 },
  })),
  settled: [],
});

const [a, b, c] = ['a@1', 'b@1', 'c@1'] as const;
const built = [a, b, c].map((each) => event('built', each));
const on = (
  track: string,
  fingerprint: string,
  kind: HistoryKind = 'bind',
  replaced?: string,
): HistoryEvent => event(kind, fingerprint, { track, ...(replaced === undefined ? {} : { replaced }) });

describe('a store that an older release left, with bindings and runtimes but no history', () => {
  const old = factsOf({ fingerprint: a, runtime: 'a' });
  const next = factsOf({ fingerprint: b, runtime: 'b' });
  const state = stateOf({ stable: a, canary: b });

  test('has a node for each, at the stage that it has now', () => {
    expect(lineageOf([], state, [old, next]).nodes).toMatchObject([
      { fingerprint: a, stage: 'stable', stableAtMs: 0 },
      { fingerprint: b, stage: 'canary', canaryAtMs: 0 },
    ]);
  });

  test('can be rolled back after its first promotion', () => {
    const promoted = lineageOf([on('stable', b, 'promote', a)], stateOf({ stable: b, canary: b }), [
      old,
      next,
    ]);
    expect(promoted.rollbacks.get('cpp:stable')).toEqual([a]);
    expect(promoted.nodes).toMatchObject([{ fingerprint: b }, { fingerprint: a, rollbackTarget: true }]);
  });
});

describe('the lineage', () => {
  test('tells stage, tracks and times of every fingerprint', () => {
    const history = [...built, on('stable', a, 'bootstrap'), on('canary', b), on('stable', b, 'promote', a)];
    const { nodes, revision } = lineageOf(history, stateOf({ stable: b, canary: b }));
    expect(revision).toBe(9);
    expect(nodes).toMatchObject([
      { fingerprint: a, stage: 'retired', tracks: [], rollbackTarget: true },
      { fingerprint: b, stage: 'stable', tracks: ['stable', 'canary'], parent: a, rollbackTarget: false },
      { fingerprint: c, stage: 'built', tracks: [] },
    ]);
    expect(nodes[1]?.canaryAtMs).toBeLessThan(nodes[1]?.stableAtMs ?? 0);
    expect(nodes[2]?.canaryAtMs).toBeUndefined();
  });

  test('tells since when a release is at its stage', () => {
    const history = [
      event('built', a),
      event('built', b),
      on('stable', a),
      on('canary', b),
      on('stable', b, 'promote', a),
    ];
    const promoted = lineageOf(history, stateOf({ stable: b, canary: b })).nodes;
    const promotedAt = history.at(-1)?.atMs;
    expect(promoted.map(({ sinceMs }) => sinceMs)).toEqual([promotedAt, promotedAt]);
    const back = on('stable', a, 'rollback', b);
    const off = event('unbind', b, { track: 'canary' });
    const after = lineageOf([...history, back, off], stateOf({ stable: a })).nodes;
    expect(after.map(({ sinceMs }) => sinceMs)).toEqual([back.atMs, off.atMs]);
  });

  test('has an edge for every move, with who, why and from what', () => {
    const history = [
      on('stable', a, 'bootstrap'),
      on('stable', b, 'promote', a),
      event('unbind', b, { track: 'stable' }),
    ];
    const { edges } = lineageOf(history, stateOf({}));
    expect(edges).toMatchObject([
      { kind: 'bootstrap', to: a, track: 'stable', by: 'ops', reason: 'because' },
      { kind: 'promote', from: a, to: b },
      { kind: 'unbind', from: b },
    ]);
    expect(edges[0]?.from).toBeUndefined();
    expect(edges[2]?.to).toBeUndefined();
  });

  test('a build stands below what was stable when it was built', () => {
    const history = [event('built', a), on('stable', a, 'bootstrap'), event('built', b)];
    expect(lineageOf(history, stateOf({ stable: a })).nodes[1]?.parent).toBe(a);
  });

  test('a rollback goes to what was there before, past what is quarantined', () => {
    const history = [...built, on('stable', a), on('stable', b), on('stable', c)];
    const target = (quarantined: string[]) =>
      lineageOf(history, stateOf({ stable: c }, quarantined)).rollbacks.get('cpp:stable');
    expect(target([])).toEqual([b, a]);
    expect(target([b])).toEqual([a]);
    expect(target([a, b])).toBeUndefined();
  });

  test('what was rolled back is not what the next rollback goes to', () => {
    const history = [...built, on('stable', a), on('stable', b), on('stable', a, 'rollback', b)];
    expect(lineageOf(history, stateOf({ stable: a })).rollbacks.has('cpp:stable')).toBe(false);
  });

  test('what was unbound can be gone back to', () => {
    const history = [on('canary', b), event('unbind', b, { track: 'canary' })];
    expect(lineageOf(history, stateOf({})).rollbacks.get('cpp:canary')).toEqual([b]);
  });

  test('quarantine, draining and what others vouch for stand with the node', () => {
    const provenance = { environment: 'staging', stage: 'stable', digest: 'd' } as const;
    const history = [event('import', c, { provenance })];
    const draining = [{ language: 'cpp', track: 'canary', runtime: 'c', fingerprint: c, sinceMs: 1 }];
    const [node] = lineageOf(history, { ...stateOf({}, [c]), draining }).nodes;
    expect(node).toMatchObject({
      stage: 'built',
      draining: true,
      provenance: [provenance],
      quarantine: { by: 'ops', reason: 'bad' },
    });
  });

  test('is a graph without cycles, whatever happened', () => {
    const step = fc.record({
      kind: fc.constantFrom<HistoryKind>('built', 'bootstrap', 'bind', 'promote', 'rollback', 'unbind'),
      fingerprint: fc.constantFrom('a@1', 'b@1', 'c@1', 'd@1', 'e@1'),
      track: fc.constantFrom('stable', 'canary', 'beta'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const history = steps.map(({ kind, fingerprint, track }) => event(kind, fingerprint, { track }));
        const { nodes, rollbacks } = lineageOf(history, stateOf({}));
        const parents = new Map(nodes.map(({ fingerprint, parent }) => [fingerprint, parent]));
        for (const { fingerprint } of nodes) {
          let above = parents.get(fingerprint);
          for (let height = 0; above !== undefined; height += 1) {
            expect(height).toBeLessThan(nodes.length);
            expect(parents.has(above)).toBe(true);
            above = parents.get(above);
          }
        }
        for (const target of [...rollbacks.values()].flat()) expect(parents.has(target)).toBe(true);
      }),
    );
  });
});
