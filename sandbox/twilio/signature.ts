import { createHmac } from 'node:crypto';

export type FormField = readonly [name: string, value: string];

/**
 * The `X-Twilio-Signature` of a form post. Signed are the URL as called (with its query, without its fragment) and then every
 * field sorted by name, name and value with nothing between. Each different value of a repeated name counts once.
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

/** The fragment contains the retry settings of a webhook. It is neither sent nor signed. */
export function withoutFragment(url: string): string {
  const hash = url.indexOf('#');
  return hash < 0 ? url : url.slice(0, hash);
}
