import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultTiming, idle, step } from '../../../../src/main/rules-directory/machine.ts';
import type {
  DirectoryEvent,
  DirectoryState,
  DirectoryStep,
} from '../../../../src/main/rules-directory/machine.ts';

const timing = { settleMs: 200, deadlinesMs: { changed: 1_000, settling: 3_000, loading: 5_000 } };

/** Steps from idle; each event at its time. Answers every step. */
const play = (...events: readonly (readonly [number, DirectoryEvent])[]): DirectoryStep[] => {
  let state: DirectoryState = idle;
  return events.map(([atMs, event]) => {
    const next = step(state, event, atMs, timing);
    state = next.state;
    return next;
  });
};

const stirred = { kind: 'stirred' } as const;
const tick = { kind: 'tick' } as const;
const seen = (what: string | undefined, run = 1) => ({ kind: 'seen', run, seen: what }) as const;
const loaded = (moved = false, run = 1) => ({ kind: 'loaded', run, moved }) as const;
const kindsOf = (steps: readonly DirectoryStep[]) => steps.map(({ state }) => state.kind);

describe('the state machine of the rules directory', () => {
  test('goes from idle over changed, settling and loading back to idle', () => {
    const steps = play(
      ...([
        [0, stirred],
        [5, seen('a')],
        [50, tick],
        [60, seen('a')],
        [200, tick],
      ] as const),
      ...([
        [210, seen('a')],
        [400, loaded()],
      ] as const),
    );
    expect(kindsOf(steps)).toEqual([
      'changed',
      'settling',
      'settling',
      'settling',
      'settling',
      'loading',
      'idle',
    ]);
    expect(steps.map(({ act }) => act)).toEqual([
      'look',
      undefined,
      'look',
      undefined,
      'look',
      'load',
      undefined,
    ]);
  });

  test('does not load while files are written: the quiet time begins again with every change', () => {
    const steps = play(
      ...([
        [0, stirred],
        [0, seen('a')],
        [150, tick],
        [150, seen('ab')],
        [300, tick],
        [300, seen('ab')],
      ] as const),
      ...([
        [310, stirred],
        [400, tick],
        [400, seen('ab')],
        [510, tick],
        [510, seen('ab')],
      ] as const),
    );
    expect(kindsOf(steps).indexOf('loading')).toBe(steps.length - 1);
  });

  test('begins again when something stirred, or moved, while it was loaded', () => {
    const toLoading = [
      [0, stirred],
      [0, seen('a')],
      [250, tick],
      [250, seen('a')],
    ] as const;
    expect(kindsOf(play(...toLoading, [260, stirred], [300, loaded()])).at(-1)).toBe('changed');
    expect(kindsOf(play(...toLoading, [300, loaded(true)])).at(-1)).toBe('changed');
    expect(kindsOf(play(...toLoading, [300, loaded()])).at(-1)).toBe('idle');
  });

  test('rests when the directory is gone', () => {
    expect(kindsOf(play([0, stirred], [0, seen(undefined)]))).toEqual(['changed', 'idle']);
    const settling = [
      [0, stirred],
      [0, seen('a')],
      [10, tick],
    ] as const;
    expect(kindsOf(play(...settling, [20, seen(undefined)])).at(-1)).toBe('idle');
  });

  test('gives up every state at its deadline, and says which one', () => {
    expect(play([0, stirred], [999, tick], [1_000, tick]).map(({ stuck }) => stuck)).toEqual([
      undefined,
      undefined,
      'changed',
    ]);
    const settling = [
      [0, stirred],
      [0, seen('0')],
    ] as const;
    const restless = Array.from({ length: 29 }, (_, at) => [
      [at * 100 + 50, tick] as const,
      [at * 100 + 60, seen(`${at}`)] as const,
    ]).flat();
    expect(play(...settling, ...restless, [3_000, tick]).at(-1)).toMatchObject({ stuck: 'settling' });
    const toLoading = [...settling, [250, tick], [250, seen('0')]] as const;
    expect(play(...toLoading, [5_250, tick]).at(-1)).toMatchObject({
      stuck: 'loading',
      state: { kind: 'idle' },
    });
  });

  test('passes over what a run answers that was given up', () => {
    const steps = play(
      [0, stirred],
      [1_000, tick],
      [1_100, stirred],
      [1_200, seen('a', 1)],
      [1_300, loaded(false, 1)],
    );
    expect(kindsOf(steps)).toEqual(['changed', 'idle', 'changed', 'changed', 'changed']);
  });

  test('rests again whatever happened before, once nothing stirs and nothing answers', () => {
    const event = fc.oneof(
      fc.constant(stirred),
      fc.constant(tick),
      fc
        .record({ run: fc.nat(6), what: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }) })
        .map(({ run, what }) => seen(what, run)),
      fc.record({ run: fc.nat(6), moved: fc.boolean() }).map(({ run, moved }) => loaded(moved, run)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(400), event), { maxLength: 60 }), (events) => {
        let state: DirectoryState = idle;
        let atMs = 0;
        for (const [waitMs, each] of events) state = step(state, each, (atMs += waitMs), timing).state;
        const longestMs = Math.max(...Object.values(timing.deadlinesMs));
        for (const endMs = atMs + longestMs; atMs <= endMs; atMs += 50)
          state = step(state, tick, atMs, timing).state;
        expect(state.kind).toBe('idle');
      }),
    );
  });

  test('has a deadline for every state but idle', () => {
    for (const deadlineMs of Object.values(defaultTiming.deadlinesMs)) {
      expect(deadlineMs).toBeGreaterThan(defaultTiming.settleMs);
    }
  });
});
