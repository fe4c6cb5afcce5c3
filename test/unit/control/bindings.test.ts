import { describe, expect, test } from 'vitest';
import { bindTrack, bootstrapBindings } from '../../../src/control/bindings.ts';
import { listLanguages } from '../../../src/control/languages.ts';
import type { ControlPorts } from '../../../src/control/ports.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { Binding, RuntimeFacts } from '../../../src/domain/runtime.ts';
import { bindingOf, factsOf, manifestOf } from '../../support/facts.ts';

const gcc16 = factsOf({
  fingerprint: 'cpp-16.2.0@ba9876543210',
  runtime: 'cpp-16',
  version: '16.2.0',
  manifest: manifestOf({ version: '16', suite: 'forky', bootstrap: 'canary' }),
});

const world = (runtimes: RuntimeFacts[], given: Binding[] = []) => {
  const bindings = [...given];
  const ports: ControlPorts = {
    registry: {
      publishRuntime: () => Promise.resolve(),
      runtimes: () => Promise.resolve(runtimes),
      bindings: () => Promise.resolve({ revision: bindings.length, bindings }),
      bind: (binding, { onlyIfUnbound }) => {
        const at = bindings.findIndex((b) => b.language === binding.language && b.track === binding.track);
        if (at >= 0 && onlyIfUnbound) return Promise.resolve(undefined);
        if (at >= 0) bindings.splice(at, 1);
        bindings.push(binding);
        return Promise.resolve(bindings.length);
      },
      workers: () => Promise.resolve([]),
    },
    now: () => 7,
    log: silentLogger,
  };
  return { ports, bindings };
};

const request = { language: 'cpp', track: 'canary', runtime: 'cpp-16', by: 'ops', reason: 'try gcc 16' };

describe('bindTrack', () => {
  test('binds a runtime by its name or by its whole fingerprint', async () => {
    const { ports } = world([factsOf(), gcc16]);
    const byName = await bindTrack(ports, request);
    const byFingerprint = await bindTrack(ports, { ...request, runtime: gcc16.fingerprint });
    expect(byName.binding).toMatchObject({
      fingerprint: gcc16.fingerprint,
      by: 'ops',
      reason: 'try gcc 16',
      atMs: 7,
    });
    expect(byFingerprint.binding.fingerprint).toBe(gcc16.fingerprint);
  });

  test('a name that two builds share is refused with both fingerprints', async () => {
    const kept = { ...gcc16.image, reference: 'serin/cpp:16-0a1b2c3d4e5f' };
    const other = { ...gcc16, fingerprint: 'cpp-16.2.0@000000000000', image: kept };
    const { ports } = world([{ ...gcc16, image: kept }, other]);
    await expect(bindTrack(ports, request)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(other.fingerprint) as string,
    });
  });

  test('a name stands for the current build where replaced ones are kept', async () => {
    const current = { ...gcc16, image: { ...gcc16.image, reference: 'serin/cpp:16' } };
    const replaced = {
      ...gcc16,
      fingerprint: 'cpp-16.2.0@000000000000',
      image: { ...gcc16.image, reference: 'serin/cpp:16-0a1b2c3d4e5f' },
    };
    const { ports } = world([replaced, current]);
    expect((await bindTrack(ports, request)).binding.fingerprint).toBe(current.fingerprint);
    const bootstrapped = await bootstrapBindings(ports);
    expect(bootstrapped.map((b) => b.fingerprint)).not.toContain(replaced.fingerprint);
  });

  test('an unknown runtime is refused with the known ones', async () => {
    const { ports } = world([factsOf()]);
    await expect(bindTrack(ports, request)).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: 'cpp has no runtime cpp-16; it has cpp-14',
    });
  });
});

describe('bootstrapBindings', () => {
  test('binds what each runtime proposes, once', async () => {
    const { ports, bindings } = world([factsOf(), gcc16]);
    await bootstrapBindings(ports);
    await bootstrapBindings(ports);
    expect(bindings.map((b) => `${b.track}=${b.runtime} (${b.reason})`)).toEqual([
      'stable=cpp-14 (bootstrap)',
      'canary=cpp-16 (bootstrap)',
    ]);
  });

  test('never replaces what a person bound', async () => {
    const mine = bindingOf({ runtime: 'cpp-16', fingerprint: gcc16.fingerprint, by: 'ops' });
    const { ports, bindings } = world([factsOf(), gcc16], [mine]);
    await bootstrapBindings(ports);
    expect(bindings.find((b) => b.track === 'stable')).toBe(mine);
  });
});

describe('listLanguages', () => {
  test('lists a language with its tracks, stable first', () => {
    const canary = bindingOf({ track: 'canary', runtime: 'cpp-16', fingerprint: gcc16.fingerprint });
    expect(listLanguages([factsOf(), gcc16], [canary, bindingOf()])).toMatchObject([
      {
        language: 'cpp',
        compiled: true,
        tracks: [
          { track: 'stable', version: '14.2.0' },
          { track: 'canary', version: '16.2.0' },
        ],
      },
    ]);
  });

  test('a language whose runtimes nobody has published is not offered', () => {
    expect(listLanguages([], [bindingOf()])).toEqual([]);
  });
});
