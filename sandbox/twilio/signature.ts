import { createHmac } from 'node:crypto';

export type FormField = readonly [name: string, value: string];

/**
 * `X-Twilio-Signature` of a form post: the URL as called (with its query, without its fragment), then every field by name,
 * name and value with nothing between. A repeated name counts each of its different values once.
 */
export function signatureOf(authToken: string, url: string, fields: readonly FormField[]): string {
  const byName = new Map<string, Set<string>>();
  for (const [name, value] of fields) byName.set(name, (byName.get(name) ?? new Set()).add(value));

  const names = [...byName.keys()].toSorted();
  const text = names.flatMap((name) => [...(byName.get(name) ?? [])].toSorted().map((value) => name + value)).join('');
  return createHmac('sha1', authToken)
    .update(withoutFragment(url) + text, 'utf8')
    .digest('base64');
}

/** Fragments carry the retry wishes of a webhook; they are neither sent nor signed. */
export function withoutFragment(url: string): string {
  const hash = url.indexOf('#');
  return hash < 0 ? url : url.slice(0, hash);
}
