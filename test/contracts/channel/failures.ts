import { inspect } from 'node:util';
import { expect } from 'vitest';
import { AdapterFailure } from '#contracts/failure.ts';

/** The failure of `work`. Anything but an `AdapterFailure` is a bug in the adapter. */
export async function failureOf(work: () => unknown): Promise<AdapterFailure> {
  let result: unknown;
  try {
    result = await work();
  } catch (failure) {
    if (failure instanceof AdapterFailure) return failure;
    throw new Error(`not an AdapterFailure: ${inspect(failure)}`, { cause: failure });
  }
  throw new Error(`expected a failure, got ${inspect(result)}`);
}

/** Searches everything in a failure or log line: message, stack, cause, hidden and symbol properties. */
export function withoutSecrets(subject: unknown, secrets: readonly string[]): void {
  const text = everythingIn(subject);
  for (const secret of secrets) {
    for (const form of formsOf(secret)) expect(text.includes(form), 'a secret or private text is inside').toBe(false);
  }
}

function everythingIn(subject: unknown): string {
  const options = {
    depth: Infinity,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    showHidden: true,
    getters: true,
  } as const;
  const parts = [inspect(subject, options), String(subject), JSON.stringify(subject) ?? ''];
  if (subject instanceof Error) parts.push(subject.stack ?? '', everythingIn(subject.cause));
  return parts.join('\n');
}

function formsOf(secret: string): string[] {
  const bare = secret.replace(/^\+/, '');
  return [bare, encodeURIComponent(bare), Buffer.from(secret).toString('base64')];
}
