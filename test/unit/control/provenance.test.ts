import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { bindTrack } from '../../../src/control/bindings.ts';
import { exportProvenance, importProvenance } from '../../../src/control/provenance.ts';
import { rollbackTrack } from '../../../src/control/rollback.ts';
import { provenanceSchema } from '../../../src/domain/provenance.ts';
import type { Provenance } from '../../../src/domain/provenance.ts';
import { controlWorld, gcc16, gcc17 } from '../../support/control-world.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';

const pemPair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    own: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    trusted: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};
const keys = pemPair();
const strangers = pemPair();
const { fingerprint } = gcc17;
const actor = { by: 'ann', reason: 'from staging' };
const plainly = { force: false, dryRun: false };
const bind = { language: 'cpp', track: 'canary', runtime: 'cpp-17', ...actor, ...plainly };

/** GCC 17 was canary in staging. */
const staged = async (environment = 'staging', key?: string): Promise<Provenance> => {
  const { ports } = controlWorld({ runtimes: [gcc17], environment });
  await bindTrack(ports, bind);
  return exportProvenance(
    ports,
    { ...(key === undefined ? {} : { own: key }), trusted: [] },
    { fingerprint, by: 'bob' },
  );
};

const prod = () => controlWorld({ runtimes: [factsOf(), gcc16, gcc17], bindings: [bindingOf()] });

describe('a record', () => {
  let record: Provenance;
  beforeAll(async () => {
    record = await staged('staging', keys.own);
  });

  test('says what happened to the fingerprint there, and is what its schema says', () => {
    expect(provenanceSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(record.record).toMatchObject({
      environment: 'staging',
      fingerprint,
      stage: 'canary',
      issuer: 'bob',
    });
    expect(record.record.events.map(({ kind }) => kind)).toEqual(['built', 'bind']);
  });

  test('signed by a trusted key lets what was canary there be stable here', async () => {
    const { ports, tracks } = prod();
    await expect(bindTrack(ports, { ...bind, track: 'stable' })).rejects.toMatchObject({
      code: 'GUARD_REFUSED',
    });
    const taken = await importProvenance(
      ports,
      { trusted: [strangers.trusted, keys.trusted] },
      { provenance: record, ...actor },
    );
    expect(taken).toMatchObject({ changed: true, answer: { environment: 'staging', stage: 'canary' } });
    expect(taken.answer.keyId).toMatch(/^[0-9a-f]{16}$/);
    await expect(bindTrack(ports, { ...bind, track: 'stable' })).resolves.toMatchObject({ changed: true });
    expect((await tracks.history()).at(-2)).toMatchObject({ kind: 'import', ...actor });
  });

  test('imported again changes nothing', async () => {
    const { ports } = prod();
    const request = { provenance: record, ...actor };
    await importProvenance(ports, { trusted: [keys.trusted] }, request);
    expect(await importProvenance(ports, { trusted: [keys.trusted] }, request)).toMatchObject({
      changed: false,
    });
  });

  test.each<[string, (record: Provenance) => Provenance, readonly string[], string]>([
    [
      'that was changed',
      (r) => ({ ...r, record: { ...r.record, stage: 'stable' } }),
      [keys.trusted],
      'it was changed',
    ],
    ['signed by a stranger', (r) => r, [strangers.trusted], 'not trusted here'],
    ['without a signature', ({ signature: _, ...r }) => r, [keys.trusted], 'not signed'],
    [
      'with the signature of another',
      (r) => ({
        ...r,
        signature: { ...(r.signature ?? never()), value: Buffer.alloc(64).toString('base64') },
      }),
      [keys.trusted],
      'the signature is not that of key',
    ],
    ['without a trusted key, where no digest is stated', (r) => r, [], '--digest'],
  ])('%s is refused', async (_, change, trusted, why) => {
    const { ports, tracks } = prod();
    const asked = importProvenance(ports, { trusted }, { provenance: change(record), ...actor });
    await expect(asked).rejects.toMatchObject({
      code: 'PROVENANCE_INVALID',
      message: expect.stringContaining(why) as string,
    });
    expect((await tracks.history()).some(({ kind }) => kind === 'import')).toBe(false);
  });
});

const never = (): never => {
  throw new Error('there is a signature');
};

describe('without keys', () => {
  test('a record is believed for the digest that is stated', async () => {
    const record = await staged();
    const { ports } = prod();
    const stated = { provenance: record, expectedDigest: record.digest, ...actor };
    expect(await importProvenance(ports, { trusted: [] }, stated)).toMatchObject({ changed: true });
    const wrong = importProvenance(ports, { trusted: [] }, { ...stated, expectedDigest: 'f'.repeat(64) });
    await expect(wrong).rejects.toMatchObject({ message: expect.stringContaining('is expected') as string });
  });
});

describe('a record does not count', () => {
  const imported = async (record: Provenance) => {
    const { ports } = prod();
    await importProvenance(
      ports,
      { trusted: [] },
      { provenance: record, expectedDigest: record.digest, ...actor },
    );
    return bindTrack(ports, { ...bind, track: 'stable' });
  };

  test('from an environment that is not the one before', async () => {
    await expect(imported(await staged('dev'))).rejects.toMatchObject({ code: 'GUARD_REFUSED' });
  });

  test('of what was only built there', async () => {
    const { ports } = controlWorld({ runtimes: [gcc17], environment: 'staging' });
    const record = await exportProvenance(ports, { trusted: [] }, { fingerprint, by: 'bob' });
    await expect(imported(record)).rejects.toMatchObject({ code: 'GUARD_REFUSED' });
  });

  test('of the same environment, or of what is quarantined there: it is not even taken', async () => {
    await expect(imported(await staged('prod'))).rejects.toMatchObject({ code: 'PROVENANCE_INVALID' });
    const { ports } = controlWorld({ runtimes: [gcc17], environment: 'staging' });
    await bindTrack(ports, bind);
    await rollbackTrack(ports, { language: 'cpp', track: 'canary', ...actor, dryRun: false });
    const record = await exportProvenance(ports, { trusted: [] }, { fingerprint, by: 'bob' });
    await expect(imported(record)).rejects.toMatchObject({
      message: expect.stringContaining('is quarantined in staging') as string,
    });
  });
});
