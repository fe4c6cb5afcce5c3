import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import { ChangedImages, changedImages } from '../../../src/judging/changed-images.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';

const other = factsOf({ fingerprint: 'cpp-14.2.1@ba9876543210' });
const having = (...facts: RuntimeFacts[]) => new Map(facts.map((each) => [each.fingerprint, each]));

describe('changedImages', () => {
  test('names both fingerprints where the bound one is gone and its name stands for another', () => {
    expect(changedImages([bindingOf()], having(other))).toEqual([
      { reference: 'serin/cpp:14', bound: factsOf().fingerprint, found: other.fingerprint },
    ]);
  });

  test('finds nothing where the bound build is still there beside the one that replaced it', () => {
    expect(changedImages([bindingOf()], having(other, factsOf()))).toEqual([]);
  });

  test('finds nothing where no image of that name is there at all', () => {
    const elsewhere = factsOf({ fingerprint: 'cpp-16.2.0@ba9876543210', runtime: 'cpp-16' });
    expect(changedImages([bindingOf()], having(elsewhere))).toEqual([]);
  });
});

describe('ChangedImages', () => {
  const watched = () => {
    const counted = { times: 0 };
    const warned: object[] = [];
    const log = { ...silentLogger, warn: (fields: object) => void warned.push(fields) };
    return { counted, warned, changed: new ChangedImages({ count: () => (counted.times += 1), log }) };
  };

  test('says why, with the remedy, every time, and logs and counts once', () => {
    const { counted, warned, changed } = watched();
    const bindings = [bindingOf(), bindingOf({ track: 'canary' })];
    for (const reasons of [1, 2].map(() => changed.look(bindings, having(other)))) {
      expect([...reasons]).toEqual([
        [
          factsOf().fingerprint,
          `serin/cpp:14 is ${other.fingerprint} here, but ${factsOf().fingerprint} is bound: load the archive of the bound image ("serin images load"), or bind the other`,
        ],
      ]);
    }
    expect(counted.times).toBe(1);
    expect(warned).toHaveLength(1);
  });

  test('another change, and the same one after it was put right, is news again', () => {
    const { counted, changed } = watched();
    changed.look([bindingOf()], having(other));
    changed.look([bindingOf()], having(factsOf({ fingerprint: 'cpp-14.2.2@cccccccccccc' })));
    expect(counted.times).toBe(2);
    expect(changed.look([bindingOf()], having(factsOf())).size).toBe(0);
    changed.look([bindingOf()], having(other));
    expect(counted.times).toBe(3);
  });
});
