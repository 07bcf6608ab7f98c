import { z } from 'zod';

/** The name of a format: letters, digits, `_` and `-`, at most 64. */
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

export interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
}

/** A request for a response, as far as this emulator plays it. A parameter that it does not know is refused, as by OpenAI. */
export const createResponse = z.strictObject({
  model: z.string().min(1),
  input: z.union([
    z.string(),
    z.array(
      z.strictObject({
        type: z.literal('message').optional(),
        role: z.enum(['user', 'assistant', 'system', 'developer']),
        content: z.union([z.string(), z.array(z.strictObject({ type: z.literal('input_text'), text: z.string() }))]),
      }),
    ),
  ]),
  instructions: z.string().nullish(),
  store: z.boolean().nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  reasoning: z.strictObject({ effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish() }).nullish(),
  text: z
    .strictObject({
      format: z.strictObject({
        type: z.literal('json_schema'),
        name: z.string().regex(NAME),
        description: z.string().optional(),
        schema: z.record(z.string(), z.unknown()),
        strict: z.boolean().nullish(),
      }),
    })
    .optional(),
});
export type CreateResponse = z.infer<typeof createResponse>;

/** All that the request says to the model, as one text. */
export function inputOf({ input }: CreateResponse): string {
  if (typeof input === 'string') return input;
  return input
    .map(({ content }) => (typeof content === 'string' ? content : content.map(({ text }) => text).join('\n')))
    .join('\n');
}

/** What OpenAI's rules for strict schemas have against this one: an object at the root, everything required, nothing else allowed. */
export function strictFault(schema: Schema, root = true): string | undefined {
  if (root && schema.type !== 'object') return 'the root must be an object';
  if (schema.anyOf) return first(schema.anyOf);
  if (schema.items) return strictFault(schema.items, false);
  if (!schema.properties) return undefined;
  const names = Object.keys(schema.properties);
  if (schema.additionalProperties !== false) return "'additionalProperties' is required to be supplied and to be false";
  const missing = names.find((name) => !schema.required?.includes(name));
  if (missing !== undefined) return `'required' must include every key in properties. Missing '${missing}'`;
  return first(Object.values(schema.properties));
}

function first(schemas: readonly Schema[]): string | undefined {
  return schemas.map((one) => strictFault(one, false)).find((fault) => fault !== undefined);
}

/** With `null` for what is not said, as a model must write under a strict schema. */
export function filled(schema: Schema, value: unknown): unknown {
  const own = schema.anyOf?.find(({ type }) => type === 'object' || type === 'array') ?? schema;
  if (Array.isArray(value)) return own.items ? value.map((one) => filled(own.items ?? {}, one)) : value;
  if (typeof value !== 'object' || value === null || !own.properties) return value;
  const said = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(own.properties).map(([name, of]) => [name, said[name] === undefined ? null : filled(of, said[name])]),
  );
}
