import { accessEvents } from '#contracts/events/access.ts';
import { happened } from '#contracts/events/define.ts';
import { type ApiKey, apiKeys } from '#contracts/records/access.ts';
import { type PlatformStore, type Stored, againWhenStale, insert, remove, replace } from '#contracts/store.ts';
import type { Clock } from '#contracts/clock.ts';
import { all } from '../walking/everything.ts';
import { newToken, tokenHash } from './token.ts';
import type { AccessWorld } from './world.ts';

/** So that people, and programs that look for leaked secrets, recognise one. */
const PREFIX = 'dbk_';
const HINT = PREFIX.length + 6;
const USED_EVERY = 10 * 60_000;

export interface NewKey {
  readonly tenantId: string;
  readonly name: string;
  readonly permissions: readonly string[];
  /** 0: never. */
  readonly expiresAt: number;
  readonly by: string;
}

/** Makes a key. It is shown once: only its hash is stored. */
export async function makeKey(world: AccessWorld, { permissions, ...asked }: NewKey): Promise<{ key: string; record: ApiKey }> {
  const { platform, clock, newId, random } = world;
  const key = PREFIX + newToken(random);
  const now = clock.now();
  const more = { id: tokenHash(key), publicId: newId(), hint: key.slice(0, HINT), createdAt: now, usedAt: 0 };
  const record: ApiKey = { ...asked, ...more, permissions: [...permissions] };
  const about = { tenantId: asked.tenantId, keyId: record.publicId, by: asked.by };
  const event = happened(accessEvents.keyCreated, { id: newId(), key: asked.tenantId, at: now }, about);
  await platform.commit([insert(apiKeys, record)], [event]);
  return { key, record };
}

export async function keysOf(platform: PlatformStore, tenantId: string): Promise<readonly Stored<ApiKey>[]> {
  return await all(platform, apiKeys, { by: 'byTenant', equals: [tenantId], order: 'desc' });
}

/** Whether it was there. */
export function revokeKey(world: AccessWorld, tenantId: string, publicId: string, by: string): Promise<boolean> {
  const { platform, clock, newId } = world;
  return againWhenStale(async () => {
    const was = (await keysOf(platform, tenantId)).find(({ value }) => value.publicId === publicId);
    if (!was) return false;
    const occasion = { id: newId(), key: tenantId, at: clock.now() };
    const event = happened(accessEvents.keyRevoked, occasion, { tenantId, keyId: publicId, by });
    const outcome = await platform.commit([remove(apiKeys, was)], [event]);
    return outcome.kind === 'committed' || ({ kind: 'stale' } as const);
  });
}

/** The record of a key that has not expired. */
export async function keyBy(platform: PlatformStore, clock: Clock, key: string): Promise<ApiKey | undefined> {
  if (!key.startsWith(PREFIX)) return undefined;
  const was = await platform.get(apiKeys, tokenHash(key));
  const now = clock.now();
  if (!was || (was.value.expiresAt !== 0 && was.value.expiresAt <= now)) return undefined;
  // Another instance may write it at the same time, or somebody revokes it: both are fine.
  if (now - was.value.usedAt >= USED_EVERY) await platform.commit([replace(apiKeys, was, { ...was.value, usedAt: now })]);
  return was.value;
}
