import { describe, expect, it } from 'vitest';
import type { InboundEvent } from '#contracts/inbound.ts';
import { conversations, inboundLog, messages } from '#contracts/records/messaging.ts';
import { renormalize } from '#core/replay/renormalize.ts';
import { isSame, replay } from '#core/replay/replay.ts';
import { said } from '#test/support/given.ts';
import { TENANT, freshStore, normalize, world } from './world.ts';

const hologram = said('a hologram', { content: { kind: 'location', latitude: 1, longitude: 2, name: 'Here' } });
const strange = said('strange');

/** An older version knows that somebody wrote, but no places; and of "strange" it knows nothing. */
function older(event: InboundEvent): InboundEvent {
  if (event.kind !== 'message') return event;
  if (event.content.kind === 'location') return { ...event, content: { kind: 'unrecognised', type: 'location' } };
  const { at } = event;
  return event.providerMessageId === strange.providerMessageId
    ? { kind: 'unrecognised', at, where: 'messages[0]', reason: 'no reason' }
    : event;
}

async function given() {
  const own = await world(() => 0, older);
  for (const one of [said('before'), strange, hologram]) {
    await own.deliver([one], 0);
    own.clock.advance(10);
  }
  await own.settle();
  const all = async () =>
    (await own.tenant.find(messages, { by: 'byId', equals: [], limit: 10 })).items
      .filter(({ value }) => value.direction === 'in')
      .map(({ value }) => value)
      .toSorted((a, b) => (a.order < b.order ? -1 : 1));
  const log = async () =>
    (await own.tenant.find(inboundLog, { by: 'byTime', equals: [], limit: 10 })).items.map(({ value }) => value);
  const preview = async () =>
    (await own.tenant.find(conversations, { by: 'byLastAt', equals: [], limit: 10 })).items.map(({ value }) => value.preview);
  async function same(): Promise<boolean> {
    await using empty = await freshStore();
    const needs = { clock: own.clock, normalize, stopwatch: () => 0, told: () => {} };
    const result = await replay(needs, own.store, empty.store, TENANT);
    return result !== undefined && isSame(result);
  }
  return { ...own, all, log, preview, same };
}

describe('what was not understood', () => {
  it('is found after an upgrade, and nothing is changed by looking', async () => {
    const { listening, log, all } = await given();
    const before = await log();
    expect(before.map(({ unrecognised }) => unrecognised)).toEqual([false, true, true]);
    expect(await renormalize(listening, normalize, false)).toMatchObject({
      unrecognised: 2,
      understood: [before[1]?.id, before[2]?.id],
      events: 0,
    });
    expect(await log()).toEqual(before);
    expect((await all()).map(({ content }) => content.kind)).toEqual(['text', 'unrecognised']);
  });

  it('is brought in once, in its place, and a replay gives the same from then on', async () => {
    const { listening, log, all, preview, settle, same } = await given();
    expect(await same()).toBe(false);
    expect(await preview()).toEqual(['[location]']);
    expect((await renormalize(listening, normalize, true)).events).toBe(2);
    await settle();

    expect((await all()).map(({ content }) => content.kind)).toEqual(['text', 'text', 'location']);
    expect(await preview()).toEqual(['[location] Here']);
    expect((await log()).map(({ kinds, unrecognised }) => [...kinds, unrecognised])).toEqual(Array(3).fill(['message', false]));
    expect(await same()).toBe(true);

    expect(await renormalize(listening, normalize, true)).toEqual({ unrecognised: 0, understood: [], events: 0 });
  });

  it('stays as it is while nobody understands it', async () => {
    const { listening, log } = await given();
    const before = await log();
    const asBefore = (...read: Parameters<typeof normalize>) =>
      normalize(...read).map((part) => ({ ...part, events: part.events.map(older) }));
    expect(await renormalize(listening, asBefore, true)).toEqual({ unrecognised: 2, understood: [], events: 0 });
    expect(await log()).toEqual(before);
  });
});
