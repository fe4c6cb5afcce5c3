/** Rules and contexts for tests, with everything that a test is not about filled in. */
import { compileRules } from '../../../src/gray/compile-rules.ts';
import type { GrayContext, GraySnapshot } from '../../../src/gray/context.ts';
import { dimensionsSchema } from '../../../src/gray/dimensions-schema.ts';
import type { Dimensions } from '../../../src/gray/dimensions-schema.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { overrideSchema } from '../../../src/gray/override-schema.ts';
import type { GrayOverride } from '../../../src/gray/override-schema.ts';
import { segmentSchema } from '../../../src/gray/segment-schema.ts';
import type { Segment } from '../../../src/gray/segment-schema.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import type { LayerName, RuleSet } from '../../../src/gray/rule-set.ts';
import { grayRuleSchema } from '../../../src/gray/rule-schema.ts';
import type { GrayRule } from '../../../src/gray/rule-schema.ts';

export const context = (changes: Partial<GrayContext> = {}): GrayContext => ({
  tenant: 'default',
  language: 'python',
  family: 'python',
  priority: 'practice',
  tags: [],
  userId: 'u1',
  atMs: 1_800_000_000_000,
  ...changes,
});

export const rule = (name: string, spec: Readonly<Record<string, unknown>>): GrayRule =>
  grayRuleSchema.parse({ apiVersion: 'serin/v1', kind: 'GrayRule', metadata: { name }, spec });

export const toCanary = (name: string, spec: Readonly<Record<string, unknown>> = {}): GrayRule =>
  rule(name, { weights: { canary: 100 }, ...spec });

/** Splits stable and canary; `percent` has two decimals. */
export const split = (percent: number, spec: Readonly<Record<string, unknown>> = {}): GrayRule =>
  rule('r', { weights: { stable: Math.round((100 - percent) * 100) / 100, canary: percent }, ...spec });

/** A set of these documents, all in one layer. */
export const setOf = (documents: readonly GrayDocument[], layer: LayerName = 'directory'): RuleSet => ({
  ...emptyRuleSet,
  layers: { ...emptyRuleSet.layers, [layer]: documents },
});

export const compiled = (documents: readonly GrayDocument[], revision = 1): GraySnapshot =>
  compileRules(setOf(documents), { revision });

export const segment = (name: string, spec: Readonly<Record<string, unknown>>): Segment =>
  segmentSchema.parse({ apiVersion: 'serin/v1', kind: 'Segment', metadata: { name }, spec });

export const override = (name: string, spec: Readonly<Record<string, unknown>>): GrayOverride =>
  overrideSchema.parse({ apiVersion: 'serin/v1', kind: 'GrayOverride', metadata: { name }, spec });

export const dimensions = (spec: Readonly<Record<string, unknown>>): Dimensions =>
  dimensionsSchema.parse({
    apiVersion: 'serin/v1',
    kind: 'Dimensions',
    metadata: { name: 'dimensions' },
    spec,
  });
