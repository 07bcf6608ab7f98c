import { z } from 'zod';
import { meaning } from '#contracts/meaning.ts';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/**
 * The meaning of `contracts/meaning.ts` as a strict schema: every property is required, what may be left out may be null, and nothing
 * else is allowed. Bounds and patterns are left out, because servers differ in those that they know; the answer is checked again anyway.
 */
export const meaningFormat = {
  type: 'json_schema',
  name: 'meaning',
  strict: true,
  schema: strict(z.toJSONSchema(meaning, { io: 'input', reused: 'inline' }) as Schema),
} as const;

function strict({ type, properties, required = [], items, anyOf, enum: values, const: value }: Schema): Record<string, unknown> {
  if (anyOf) return { anyOf: anyOf.map(strict) };
  if (items) return { type: 'array', items: strict(items) };
  if (!properties) return { type, ...(value === undefined ? {} : { enum: [value] }), ...(values ? { enum: values } : {}) };
  const entries = Object.entries(properties).map(([name, of]) => {
    const own = strict(of);
    return [name, required.includes(name) ? own : { anyOf: [own, { type: 'null' }] }] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    required: entries.map(([name]) => name),
    additionalProperties: false,
  };
}
