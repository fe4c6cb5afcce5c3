import { describe } from 'vitest';
import { MemoryRules } from '../../support/memory-rules.ts';
import { ruleRevisionsContract } from '../../support/rule-revisions-contract.ts';

describe('revisions of gray rules in memory', () => {
  ruleRevisionsContract(() => Promise.resolve(new MemoryRules()));
});
