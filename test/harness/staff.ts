import { z } from 'zod';
import type { Change, Controlled } from '#core/inbox/control.ts';
import { type Random, seededRandom } from '#sandbox/shared/random.ts';
import { type PhoneClient, phoneOf } from '#sandbox/stage/phone-client.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import type { Attended, Speaker } from './evidence.ts';
import { pause } from './pause.ts';
import type { Site } from './site.ts';
import { passagesOf, speakerOf } from './speakers.ts';

export interface Ordered {
  readonly change: Change;
  readonly by: string;
}

export interface Staff {
  /** Resolves, when they have finished what they are doing, with the customers whom they attended, by tenant. */
  stop(): Promise<ReadonlyMap<string, readonly Speaker[]>>;
}

const AT_EACH = 2;
const MOST_REST_MS = 2_000;
/** They do not wait for answers, so they write seldom. */
const WRITES = 0.1;
const AGAIN_MS = 200;
const GIVES_UP_AFTER_MS = 300_000;
const LABELS = ['VIP', 'late', 'first visit'];
const TEAMS = ['', 'front'];
const PEOPLE = ['zoe', 'ben'];
const FAR = Date.UTC(2030, 0, 1);
const WORDS: Readonly<Record<string, readonly [hello: string, person: string]>> = {
  juniper: ['hi', 'agent'],
  marina: ['hola', 'agente'],
};

/**
 * At each business a few customers write now and then, and staff work on the conversations with them: take over, give back, assign,
 * label, snooze, close, mark as read. What is not answered is done again until it is, one thing after the other.
 */
export function startStaff(site: Site, seed: string): Staff {
  const ending = new AbortController();
  const working = site.phones.flatMap((phone, p) =>
    Array.from({ length: AT_EACH }, async (_, n) => {
      const number = `+3468${p}${String(n).padStart(6, '0')}`;
      const client = await phoneOf(phone, `Regular ${n}`, number);
      const attended = await attend(site, phone, client, {
        number,
        random: seededRandom(`${seed} staff ${phone.tenant} ${n}`),
        asksForPerson: n % 2 === 0,
        ending: ending.signal,
      });
      return { phone, client, number, attended };
    }),
  );
  const all = Promise.all(working);
  // Awaited in `stop`, where the error is thrown.
  all.catch(() => {});

  return {
    async stop() {
      ending.abort();
      const attended = await all;
      const told = site.phones.map(async (phone) => {
        const passages = await passagesOf(phone);
        const own = attended.filter((one) => one.phone === phone);
        const speakers = own.map(async ({ client, number, attended: how }) => ({
          ...(await speakerOf(client, number, passages)),
          attended: how,
        }));
        return [phone.tenant, await Promise.all(speakers)] as const;
      });
      return new Map(await Promise.all(told));
    },
  };
}

interface Attending {
  readonly number: string;
  readonly random: Random;
  /** The customer does so now and then, so that they are handed over. */
  readonly asksForPerson: boolean;
  readonly ending: AbortSignal;
}

async function attend(
  site: Site,
  phone: Phone,
  client: PhoneClient,
  { number, random, asksForPerson, ending }: Attending,
): Promise<Attended> {
  const [hello, person] = WORDS[phone.tenant] ?? ['hi', 'agent'];
  const events: Record<string, { least: number; most: number }> = {};
  let left: Left = { assigneeId: '', teamId: '', labels: [], by: 'bot' };
  const unsure = new Set<keyof Left>();

  /** Until it is answered. What had no answer may have happened, and may happen yet: an instance that was paused wakes up. */
  async function does(change: Change, by: string): Promise<void> {
    const counts = (events[KIND[change.kind]] ??= { least: 0, most: 0 });
    const end = performance.now() + GIVES_UP_AFTER_MS;
    for (;;) {
      const kind = await ordered(`${site.pages}/harness/${phone.tenant}/inbox/${encodeURIComponent(number)}`, { change, by });
      if (kind === 'changed') counts.least += 1;
      if (kind === 'changed' || kind === undefined) counts.most += 1;
      if (kind === undefined) for (const field of CHANGES[change.kind]) unsure.add(field);
      if (kind === 'changed') left = after(left, change, by);
      if (kind === 'changed' || kind === 'same') return;
      if (performance.now() > end) throw new Error(`nobody can ${change.kind} a conversation any more`);
      await pause(AGAIN_MS);
    }
  }

  await client.say({ kind: 'text', body: asksForPerson ? person : hello });
  while (!ending.aborted) {
    await pause(random() * MOST_REST_MS);
    if (random() < WRITES) await client.say({ kind: 'text', body: asksForPerson ? person : hello });
    else await does(drawn(random), pick(PEOPLE, random));
  }
  // Whatever was drawn, each run has one of these.
  await does({ kind: 'label', add: ['regular'], remove: [] }, 'zoe');
  await does({ kind: 'take_over' }, 'zoe');
  // The promise of a person may still be on its way: while zoe answers it changes nothing.
  if (!asksForPerson) await does({ kind: 'give_back' }, 'zoe');
  const sure = Object.entries(left).filter(([field]) => !unsure.has(field as keyof Left));
  return { events, left: Object.fromEntries(sure) };
}

type Left = Required<Attended['left']>;
const CHANGES: Readonly<Record<Change['kind'], readonly (keyof Left)[]>> = {
  take_over: ['assigneeId', 'by'],
  give_back: ['by'],
  assign: ['assigneeId', 'teamId'],
  label: ['labels'],
  open: [],
  close: [],
  snooze: [],
  read: [],
  unread: [],
};

const KIND: Readonly<Record<Change['kind'], string>> = {
  take_over: 'conversation.taken_over',
  give_back: 'conversation.given_back',
  assign: 'conversation.assigned',
  open: 'conversation.state_changed',
  close: 'conversation.state_changed',
  snooze: 'conversation.state_changed',
  label: 'conversation.labelled',
  read: 'conversation.read',
  unread: 'conversation.read',
};

function drawn(random: Random): Change {
  const changes: readonly Change[] = [
    { kind: 'take_over' },
    { kind: 'give_back' },
    { kind: 'assign', assigneeId: pick(['', ...PEOPLE], random), teamId: pick(TEAMS, random) },
    { kind: 'open' },
    { kind: 'close' },
    { kind: 'snooze', until: FAR },
    { kind: 'label', add: [pick(LABELS, random)], remove: [] },
    { kind: 'label', add: [], remove: [pick(LABELS, random)] },
    { kind: 'read' },
    { kind: 'unread' },
  ];
  return pick(changes, random);
}

/** What a conversation is left with. */
function after(left: Left, change: Change, by: string): Left {
  switch (change.kind) {
    case 'take_over':
      return { ...left, assigneeId: by, by: 'person' };
    case 'give_back':
      return { ...left, by: 'bot' };
    case 'assign':
      return { ...left, assigneeId: change.assigneeId, teamId: change.teamId };
    case 'label': {
      const kept = left.labels.filter((label) => !change.remove.includes(label));
      return { ...left, labels: [...new Set([...kept, ...change.add])] };
    }
    default:
      return left;
  }
}

function pick<T>(from: readonly T[], random: Random): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new RangeError('there is nothing to pick from');
  return one;
}

const answerShape = z.object({ kind: z.enum(['changed', 'same', 'not_there', 'too_many_labels']) });

/** `undefined` when there was no answer. */
async function ordered(url: string, order: Ordered): Promise<Controlled['kind'] | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  const told = answerShape.safeParse(await answer?.json().catch(() => undefined));
  return told.success ? told.data.kind : undefined;
}
