import type { KV, NatsConnection } from 'nats';

/** Room for the headers and subject of a message. */
const BESIDE = 16 * 1024;

/** The most bytes of text in one message to this server (1 MB unless configured otherwise). */
export function mostBytes({ info }: NatsConnection): number {
  return (info?.max_payload ?? 1024 * 1024) - BESIDE;
}

/** Stores a large text under `key` in as many parts as needed. Idempotent. */
export async function putParts(kept: KV, key: string, text: string, most: number): Promise<number> {
  const bytes = Buffer.from(text);
  const parts = Math.ceil(bytes.length / most);
  for (let n = 0; n < parts; n += 1) await kept.put(`${key}.${n}`, bytes.subarray(n * most, (n + 1) * most));
  return parts;
}

/** Reads the parts of a text. `undefined` if one is gone. */
export async function getParts(kept: KV, key: string, parts: number): Promise<string | undefined> {
  const found: Uint8Array[] = [];
  for (let n = 0; n < parts; n += 1) {
    const entry = await kept.get(`${key}.${n}`);
    if (!entry) return undefined;
    found.push(entry.value);
  }
  return Buffer.concat(found).toString();
}
