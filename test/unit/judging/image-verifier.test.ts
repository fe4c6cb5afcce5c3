import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import { ImageVerifier } from '../../../src/judging/image-verifier.ts';
import { factsOf } from '../../support/facts.ts';

const python = factsOf({
  fingerprint: 'python-3.13.5@aaaaaaaaaaaa',
  image: { ...factsOf().image, id: 'sha256:2', reference: 'serin/python:3.13' },
});

type Ask = (facts: RuntimeFacts) => Promise<string>;

const world = (ask: Ask) => {
  const asked: string[] = [];
  const forgotten: string[] = [];
  const told: string[] = [];
  const errors: object[] = [];
  const together = { now: 0, most: 0 };
  const verifier = new ImageVerifier({
    fingerprintNow: async (facts) => {
      asked.push(facts.image.id);
      together.now += 1;
      together.most = Math.max(together.most, together.now);
      try {
        return await ask(facts);
      } finally {
        together.now -= 1;
      }
    },
    forget: (id) => {
      forgotten.push(id);
      return Promise.resolve();
    },
    onWithdrawn: (fingerprint) => told.push(fingerprint),
    log: { ...silentLogger, error: (fields) => void errors.push(fields) },
  });
  return { verifier, asked, forgotten, told, errors, together };
};

const truthful: Ask = async (facts) => {
  await new Promise(setImmediate);
  return facts.fingerprint;
};

describe('ImageVerifier', () => {
  test('asks every image once, one at a time, however often it is told to', async () => {
    const { verifier, asked, together } = world(truthful);
    verifier.begin([factsOf(), python]);
    verifier.begin([python, factsOf()]);
    await verifier.settled();
    verifier.begin([python]);
    await verifier.settled();
    expect(asked).toEqual(['sha256:1', 'sha256:2']);
    expect(together.most).toBe(1);
    expect(verifier.withdrawn().size).toBe(0);
  });

  test('an image that answers otherwise is withdrawn, forgotten and told with both fingerprints', async () => {
    const { verifier, forgotten, told, errors } = world((facts) =>
      Promise.resolve(facts === python ? 'python-3.13.6@bbbbbbbbbbbb' : facts.fingerprint),
    );
    verifier.begin([factsOf(), python]);
    await verifier.settled();
    expect([...verifier.withdrawn().keys()]).toEqual([python.fingerprint]);
    expect(verifier.withdrawn().get(python.fingerprint)).toMatch(
      /python-3\.13\.5@a+ is withdrawn.* is python-3\.13\.6@b+ now.*serin images load/,
    );
    expect(forgotten).toEqual(['sha256:2']);
    expect(told).toEqual([python.fingerprint]);
    expect(errors).toHaveLength(1);
  });

  test('an engine that is gone says nothing about an image, which is asked when there is one again', async () => {
    let up = false;
    const { verifier, asked } = world((facts) =>
      up
        ? Promise.resolve(facts.fingerprint)
        : Promise.reject(new SerinError('DOCKER_UNAVAILABLE', 'no engine')),
    );
    for (let round = 0; round < 5; round += 1) {
      verifier.begin([python]);
      await verifier.settled();
    }
    expect(verifier.withdrawn().size).toBe(0);
    up = true;
    verifier.begin([python]);
    await verifier.settled();
    verifier.begin([python]);
    await verifier.settled();
    expect(asked).toHaveLength(6);
  });

  test('an image that does not answer is asked again, and withdrawn at the third time', async () => {
    const { verifier, asked, told } = world(() =>
      Promise.reject(new SerinError('IMAGE_PROBE_FAILED', 'probe "version" failed')),
    );
    for (let round = 0; round < 4; round += 1) {
      verifier.begin([python]);
      await verifier.settled();
      expect(verifier.withdrawn().has(python.fingerprint)).toBe(round >= 2);
    }
    expect(asked).toHaveLength(3);
    expect(told).toEqual([python.fingerprint]);
    expect(verifier.withdrawn().get(python.fingerprint)).toContain('probe "version" failed');
  });

  test('a worker that closes asks no more', async () => {
    const { verifier, asked } = world(truthful);
    verifier.begin([factsOf()]);
    verifier.begin([python]);
    await new Promise(setImmediate);
    await verifier.close();
    expect(asked).toEqual(['sha256:1']);
  });
});
