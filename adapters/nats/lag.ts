import { z } from 'zod';
import type { ConsumerGroup, Lag } from '#contracts/bus.ts';
import type { Pending } from '#contracts/pending.ts';
import type { Link } from './client.ts';
import { type Group, laneKey } from './group.ts';
import type { Layout } from './layout.ts';
import { type Place, streamOf } from './naming.ts';
import type { Parking } from './parking.ts';
import { NOTHING_READ, standing } from './progress.ts';

const doc = z.object({ value: standing });

interface Parts {
  readonly link: Link;
  readonly layout: Layout;
  readonly parking: Parking;
  readonly pending: Pending;
}

/**
 * Adds up the pending events of the outbox, the lanes of this instance, and the stored progress of other lanes. The outbox is counted
 * first, so an event on its way may briefly count twice but is never missed.
 */
export async function lagOf(parts: Parts, { name, streams }: ConsumerGroup, group: Group | undefined): Promise<Lag> {
  const { layout, parking, pending } = parts;
  const unpublished = await pending.count();
  const ahead = streams.reduce((sum, stream) => sum + (unpublished.get(stream) ?? 0), 0);
  const places = layout.places.filter(({ stream }) => streams.includes(stream));
  const at = await Promise.all(places.map((place) => waitingAt(parts, name, place, group)));
  const replaying = (await parking.replaying(name)).length;
  return { waiting: at.reduce((sum, n) => sum + n, ahead + replaying), parked: await parking.count(name) };
}

async function waitingAt({ link, layout }: Parts, name: string, place: Place, group: Group | undefined): Promise<number> {
  const { state } = await link.ask(link.jsm.streams.info(streamOf(layout.prefix, place)));
  const lane = group?.lane(place);
  const behind = (readTo: number, held: number) => held + Math.max(0, state.last_seq - Math.max(readTo, state.first_seq - 1));
  if (lane) return behind(lane.readTo, lane.held);
  const entry = await link.ask(layout.state.get(laneKey(name, place)));
  const { readTo, open } = entry ? doc.parse(entry.json()).value : NOTHING_READ;
  return behind(readTo, open.length);
}
