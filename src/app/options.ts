import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { WrongUse } from './wrong-use.ts';

type Given<S extends z.ZodObject, F extends string> = z.output<S> & Readonly<Record<F | 'help', boolean>>;

/**
 * Parses a program's options. Each field of `shape` takes a text (an array field may be repeated), each of `flags` takes none,
 * and `--help` is always included. @throws WrongUse with one sentence that names the wrong option
 */
export function optionsOf<S extends z.ZodObject, F extends string>(
  shape: S,
  flags: readonly F[],
  args: readonly string[] = process.argv.slice(2),
): Given<S, F> {
  const named = parsed(shape, flags, args);
  const texts = Object.fromEntries(Object.entries(named).filter(([name]) => name in shape.shape));
  const on = Object.fromEntries(['help', ...flags].map((flag) => [flag, named[flag] === true]));
  const result = shape.safeParse(texts);
  if (result.success) return { ...result.data, ...on } as Given<S, F>;
  const [issue] = result.error.issues;
  throw new WrongUse(`--${String(issue?.path[0])} ${issue?.message} (see --help).`);
}

function parsed(shape: z.ZodObject, flags: readonly string[], args: readonly string[]): Readonly<Record<string, unknown>> {
  const texts = Object.entries(shape.shape).map(
    ([name, field]) => [name, { type: 'string', multiple: takesMany(field) }] as const,
  );
  const switches = ['help', ...flags].map((name) => [name, { type: 'boolean' }] as const);
  try {
    return parseArgs({ args: [...args], options: Object.fromEntries([...texts, ...switches]) }).values;
  } catch (error) {
    // Drops Node's further advice about values that begin with a hyphen.
    const [first] = error instanceof Error ? error.message.split(/\.\s/) : [];
    throw new WrongUse(`${first?.replace(/\.$/, '') ?? String(error)} (see --help).`);
  }
}

function takesMany(field: z.core.$ZodType): boolean {
  const { type, innerType } = field._zod.def as { readonly type: string; readonly innerType?: z.core.$ZodType };
  return type === 'array' || (innerType !== undefined && takesMany(innerType));
}
