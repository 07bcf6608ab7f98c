import type { FormField } from './signature.ts';

/** Reads a form or a query: the first value of a name, and all values of a repeated name (`MediaUrl`). */
export interface Form {
  one(name: string): string | undefined;
  all(name: string): string[];
}

export function readForm(text: string): Form {
  const fields = new URLSearchParams(text);
  return { one: (name) => fields.get(name) ?? undefined, all: (name) => fields.getAll(name) };
}

export function writeForm(fields: readonly FormField[]): string {
  return new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
}
