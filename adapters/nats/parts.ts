import type { KV, NatsConnection } from 'nats';

/** Room for headers and subject beside what a message carries. */
const BESIDE = 16 * 1024;

/** The most bytes of text in one message to this server (a megabyte, unless its operator says otherwise). */
export function mostBytes({ info }: NatsConnection): number {
  return (info?.max_payload ?? 1024 * 1024) - BESIDE;
}

/** Text that no message can hold, kept under `key` in as many as it takes. Again is harmless. */
export async function putParts(kept: KV, key: string, text: string, most: number): Promise<number> {
  const bytes = Buffer.from(text);
  const parts = Math.ceil(bytes.length / most);
  for (let n = 0; n < parts; n += 1) await kept.put(`${key}.${n}`, bytes.subarray(n * most, (n + 1) * most));
  return parts;
}

/** `undefined` when a part is gone. */
export async function getParts(kept: KV, key: string, parts: number): Promise<string | undefined> {
  const found: Uint8Array[] = [];
  for (let n = 0; n < parts; n += 1) {
    const entry = await kept.get(`${key}.${n}`);
    if (!entry) return undefined;
    found.push(entry.value);
  }
  return Buffer.concat(found).toString();
}
