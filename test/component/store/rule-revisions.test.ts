import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { documentSchema } from '../../../src/gray/document-schema.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { pieces } from '../../../src/main/pieces.ts';
import { RuleStore } from '../../../src/store/rule-store.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { ruleRevisionsContract } from '../../support/rule-revisions-contract.ts';
import { openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';

let redis: TestRedis;
const benches: StoreBench[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.close()));
});

describe('revisions of gray rules on Redis', () => {
  ruleRevisionsContract(async () => {
    const bench = await openStoreBench(redis);
    benches.push(bench);
    return new RuleStore<GrayDocument>({
      redis: bench.link,
      keys: bench.keys,
      newId: randomUUID,
      readDocument: (value) => documentSchema.parse(value),
      pieces,
      log: silentLogger,
    });
  });
});
