/**
 * Whether a value already is what a schema would make of it, told without the schema's machinery.
 *
 * Almost everything that is read back was written by this very release, and a record is read several times in a submission's life.
 * For such a value the answer is yes, and the value itself can be used. Whatever is not understood at once gets a no, which costs only
 * time: it goes to the schema, which passes over fields of a later release, and says what is wrong with what is damaged.
 */
import { z } from 'zod';

type Check = (value: unknown) => boolean;

/** A yes means: `schema` accepts the value, a piece of parsed JSON, and answers with an equal one. */
export const exactly = (schema: z.core.$ZodType): Check => {
  if (hasRules(schema)) return schema instanceof z.ZodNumber ? asParsed(schema) : never;
  if (schema instanceof z.ZodString) return (value) => typeof value === 'string';
  // JSON can hold 1e999, which is read as Infinity, which zod calls no number.
  if (schema instanceof z.ZodNumber) return Number.isFinite;
  if (schema instanceof z.ZodBoolean) return (value) => typeof value === 'boolean';
  if (schema instanceof z.ZodEnum) return oneOf(schema.options);
  if (schema instanceof z.ZodLiteral) return oneOf([...schema.values]);
  if (isOptional(schema)) return exactly(schema.unwrap());
  if (schema instanceof z.ZodArray) return everyOf(exactly(schema.element));
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodString && !hasRules(schema.keyType)) {
    return valuesOf(exactly(schema.valueType));
  }
  if (schema instanceof z.ZodObject) return members(schema);
  if (schema instanceof z.ZodUnion) return anyOf(schema.options.map(exactly));
  return never;
};

const never: Check = () => false;

/** JSON holds no `undefined`, so both kinds mean the same: the member may be missing. */
const isOptional = (schema: z.core.$ZodType): schema is z.ZodOptional | z.ZodExactOptional =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional;

/** Bounds of a number change nothing about it; a rule of anything else may. */
const hasRules = (schema: z.core.$ZodType): boolean => {
  const { checks = [], ...rest } = schema._zod.def;
  return checks.length > 0 || 'format' in rest;
};

const asParsed =
  (schema: z.ZodType): Check =>
  (value) =>
    typeof value === 'number' && schema.safeParse(value).success;

const oneOf = (options: readonly unknown[]): Check => {
  const known = new Set(options);
  return (value) => known.has(value);
};

const everyOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const valuesOf =
  (check: Check): Check =>
  (value) =>
    // zod passes over a member of this name.
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !Object.hasOwn(value, '__proto__') &&
    Object.values(value).every(check);

const anyOf =
  (checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

/** Every member known and in order, and none missing that has to be there. */
const members = (schema: z.ZodObject): Check => {
  const shape = Object.entries<z.core.$ZodType>(schema.shape);
  const checks = new Map(shape.map(([name, member]) => [name, exactly(member)]));
  const required = shape.filter(([, member]) => !isOptional(member)).map(([name]) => name);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const given = value as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(given)) {
      if (checks.get(name)?.(given[name]) !== true) return false;
    }
    return required.every((name) => Object.hasOwn(given, name));
  };
};
