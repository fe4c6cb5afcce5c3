/** What whoever keeps tracks has to do: asked of the store on Redis, and of the one in memory that control is tried on. */
import { expect, test } from 'vitest';
import type { Tracks } from '../../src/control/ports.ts';
import type { NewHistoryEvent } from '../../src/domain/history.ts';
import type { Freeze } from '../../src/domain/tracks.ts';
import { bindingOf } from './facts.ts';

const about = { by: 'ann', reason: 'try', atMs: 5, environment: 'prod', rulesRevision: 2 };

const eventAbout = (
  kind: NewHistoryEvent['kind'],
  changes: Partial<NewHistoryEvent> = {},
): NewHistoryEvent => {
  const { language, runtime, fingerprint, track } = bindingOf();
  return { kind, language, runtime, fingerprint, track, ...about, ...changes };
};

const drainingFrom = { ...bindingOf(), sinceMs: 9 };
const draining = {
  language: drainingFrom.language,
  track: drainingFrom.track,
  runtime: drainingFrom.runtime,
  fingerprint: drainingFrom.fingerprint,
  sinceMs: 9,
};

const quarantine = {
  language: 'cpp',
  runtime: 'cpp-14',
  fingerprint: bindingOf().fingerprint,
  by: 'ann',
  reason: 'wrong answers',
  atMs: 8,
};

const freeze: Freeze = {
  name: 'winter',
  kind: 'freeze',
  languages: [],
  fromMs: 1,
  untilMs: 2,
  by: 'ann',
  reason: 'holidays',
};

export const tracksContract = (open: () => Tracks): void => {
  test('nothing is bound at revision 0', async () => {
    expect(await open().state()).toEqual({
      revision: 0,
      bindings: [],
      draining: [],
      quarantined: [],
      settled: [],
    });
  });

  test('every change raises the revision by one and is in the history with it, in order', async () => {
    const tracks = open();
    const second = bindingOf({ fingerprint: 'cpp-14.3.0@ba9876543210', range: '^14' });
    expect(await tracks.change({ from: 0, bind: [bindingOf()], events: [eventAbout('bootstrap')] })).toBe(1);
    const replaced = { replaced: bindingOf().fingerprint, fingerprint: second.fingerprint };
    const promoted = eventAbout('promote', { ...replaced, forced: ['frozen'], range: '^14' });
    expect(await tracks.change({ from: 1, bind: [second], events: [promoted] })).toBe(2);
    expect(await tracks.state()).toMatchObject({ revision: 2, bindings: [second], settled: ['cpp:stable'] });
    const history = await tracks.history();
    expect(history.map(({ id: _id, ...event }) => event)).toEqual([
      { revision: 1, ...eventAbout('bootstrap') },
      { revision: 2, ...promoted },
    ]);
    expect(new Set(history.map(({ id }) => id)).size).toBe(2);
  });

  test('a change that was made from another revision writes nothing', async () => {
    const tracks = open();
    await tracks.change({ from: 0, bind: [bindingOf()], events: [eventAbout('bind')] });
    const late = {
      bind: [bindingOf({ track: 'canary' })],
      quarantine: [quarantine],
      freeze: [freeze],
      events: [eventAbout('bind')],
    };
    expect(await tracks.change({ from: 0, ...late })).toBeUndefined();
    expect(await tracks.change({ from: 2, ...late })).toBeUndefined();
    expect(await tracks.state()).toMatchObject({ revision: 1, bindings: [bindingOf()], quarantined: [] });
    expect(await tracks.history()).toHaveLength(1);
    expect(await tracks.freezes()).toEqual([]);
  });

  test('of many changes at once from one revision one is taken', async () => {
    const tracks = open();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_e, at) =>
        tracks.change({ from: 0, bind: [bindingOf({ by: `c${at}` })], events: [eventAbout('bind')] }),
      ),
    );
    expect(answers.filter((revision) => revision !== undefined)).toEqual([1]);
    expect(await tracks.history()).toHaveLength(1);
  });

  test('what is taken off a track drains until it is let go, and stays settled', async () => {
    const tracks = open();
    await tracks.change({ from: 0, bind: [bindingOf()], events: [] });
    await tracks.change({ from: 1, unbind: [bindingOf()], drain: [draining], events: [] });
    expect(await tracks.state()).toMatchObject({
      bindings: [],
      draining: [draining],
      settled: ['cpp:stable'],
    });
    await tracks.change({ from: 2, drained: [draining], events: [] });
    expect(await tracks.state()).toMatchObject({ revision: 3, draining: [], settled: ['cpp:stable'] });
  });

  test('what an older release bound is settled once it is taken off', async () => {
    const tracks = open();
    await tracks.change({ from: 0, unbind: [bindingOf()], events: [] });
    expect((await tracks.state()).settled).toEqual(['cpp:stable']);
  });

  test('what is bound again does not drain any more', async () => {
    const tracks = open();
    await tracks.change({ from: 0, drain: [draining], events: [] });
    await tracks.change({ from: 1, bind: [bindingOf()], events: [] });
    expect((await tracks.state()).draining).toEqual([]);
  });

  test('quarantines and freezes stand until they are lifted', async () => {
    const tracks = open();
    await tracks.change({ from: 0, quarantine: [quarantine], freeze: [freeze], events: [] });
    expect((await tracks.state()).quarantined).toEqual([quarantine]);
    expect(await tracks.freezes()).toEqual([freeze]);
    await tracks.change({ from: 1, release: [quarantine.fingerprint], thaw: ['winter'], events: [] });
    expect((await tracks.state()).quarantined).toEqual([]);
    expect(await tracks.freezes()).toEqual([]);
  });
};
