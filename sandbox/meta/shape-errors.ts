import type { z } from 'zod';
import { GraphError } from './errors.ts';

/** Meta's answer for the first mistake in a body. */
export function refusalOf(error: z.ZodError, body: unknown): GraphError {
  const issue = error.issues[0];
  if (!issue) return new GraphError(100, 'Invalid parameter');
  const where = issue.path.map(String);
  const missing = issue.code !== 'custom' && issue.code !== 'unrecognized_keys' && valueAt(body, issue.path) === undefined;
  if (where.length <= 1) {
    if (issue.code === 'unrecognized_keys') return new GraphError(100, `Unexpected key "${issue.keys[0]}" on the request.`);
    return new GraphError(
      100,
      missing ? `The parameter ${where[0] ?? 'body'} is required.` : `Param ${where[0] ?? 'body'}: ${issue.message}`,
    );
  }
  if (issue.code === 'unrecognized_keys')
    return new GraphError(100, `Unexpected key "${issue.keys[0]}" on param ${spelled(where)}.`);
  if (missing) return new GraphError(131008, `Parameter ${spelled(where)} is mandatory`);
  return new GraphError(131009, `Parameter ${spelled(where)}: ${issue.message}`);
}

const spelled = ([first, ...rest]: readonly string[]): string => `${first ?? ''}${rest.map((key) => `['${key}']`).join('')}`;

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}
