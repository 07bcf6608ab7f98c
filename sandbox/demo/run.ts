import { resolve } from '#app/token.ts';
import { STORE } from '#app/tokens.ts';
import { type Booking, bookings } from '#contracts/records/booking.ts';
import { type Message, messages, unsettledSends } from '#contracts/records/messaging.ts';
import type { Faults } from '#contracts/api/phone.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { acceptedBy, pendingAt, phoneOf, setFaults } from '../stage/phone-client.ts';
import type { Phone } from '../stage/routes.ts';
import { temporaryStage } from '../stage/temporary-stage.ts';
import { type Line, type Patience, play } from './customer.ts';
import { booking, cancelling, moving } from './wishes.ts';

/** The result of one business's journey. */
export interface JourneyReport {
  readonly tenant: string;
  readonly channel: string;
  /** Each booking as `service · person · day time · state`, sorted. */
  readonly bookings: readonly string[];
  /** Messages that the emulator accepted more than once. */
  readonly acceptedTwice: number;
  /** Sends without an answer, and how many of them are listed as unsettled. */
  readonly withoutAnswer: number;
  readonly listedUnsettled: number;
  readonly fulfilled: boolean;
}

export interface DemoReport {
  readonly ok: boolean;
  readonly faults: boolean;
  /** With faults: whether the bookings are the same as without. */
  readonly same: boolean;
  readonly journeys: readonly JourneyReport[];
}

/** All faults at once, at rates that affect every conversation. */
const EVERYTHING: Faults = {
  duplicate: 0.5,
  reorder: 0.3,
  delayMs: 50,
  dropReceipts: 0.5,
  serverError: 0.15,
  neverAnswer: 0.15,
  rateLimit: 0.15,
};
const PATIENT: Patience = { waitMs: 10_000, tries: 30 };
/** Writes again sooner: with faults on, no answer is common. */
const IMPATIENT: Patience = { waitMs: 2_500, tries: 80 };

interface DemoOptions {
  readonly faults: boolean;
  readonly folder?: string | undefined;
  /** Settings of the engines. Default: the embedded engine. */
  readonly engines?: () => Readonly<Record<string, string>>;
  readonly tell: (line: string) => void;
}

/**
 * Books, moves, cancels and books again on both providers. With faults it is played twice, with and without, and both must end
 * the same.
 */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const plain = options.faults ? await playAll({ ...options, folder: undefined, faults: false, tell: () => {} }) : undefined;
  const journeys = await playAll(options);
  const same = !plain || journeys.every((one, n) => one.bookings.join() === plain[n]?.bookings.join());
  return { ok: same && journeys.every(isRight), faults: options.faults, same, journeys };
}

async function playAll(options: DemoOptions): Promise<readonly JourneyReport[]> {
  const quick: Record<string, string> = options.faults
    ? { DESKBELL_SEND_DEADLINE_MS: '700', DESKBELL_SETTLE_DEADLINE_MS: '2500' }
    : {};
  await using stage = await temporaryStage({ folder: options.folder, settings: { ...options.engines?.(), ...quick } });
  const store = resolve(stage.app.container, STORE);
  const journeys: JourneyReport[] = [];
  for (const phone of stage.phones) {
    if (options.faults) await setFaults(phone, EVERYTHING);
    journeys.push(await journey(phone, store.tenant(phone.tenant), options));
  }
  return journeys;
}

function isRight(report: JourneyReport): boolean {
  const states = report.bookings.map((line) => line.split(' · ').at(-1));
  const asWished = states.length === 2 && states.includes('confirmed') && states.includes('cancelled');
  return report.fulfilled && asWished && report.acceptedTwice === 0 && report.withoutAnswer === report.listedUnsettled;
}

async function journey(phone: Phone, store: TenantStore, options: DemoOptions): Promise<JourneyReport> {
  options.tell(`\n=== ${phone.name} on ${phone.channel} ${options.faults ? '(every fault on) ' : ''}===`);
  const customer = await phoneOf(phone, 'Alex Demo');
  const patience = options.faults ? IMPATIENT : PATIENT;
  const spanish = phone.tenant === 'marina';
  let kept: readonly Booking[] = [];
  const has = (count: number, test: (one: Booking) => boolean) => () => kept.filter(test).length >= count;
  const isConfirmed = (one: Booking) => one.state === 'confirmed';
  const isCancelled = (one: Booking) => one.state === 'cancelled';
  const wasMoved = (one: Booking) => one.history.some((step) => step.state === 'moved');

  const wishes = [
    { title: 'books', wants: booking(spanish ? 'hola' : 'hi', has(1, isConfirmed)) },
    { title: 'moves it', wants: moving(spanish ? 'cambiar' : 'reschedule', has(1, wasMoved)) },
    { title: 'cancels it', wants: cancelling(spanish ? 'cancelar' : 'cancel', has(1, isCancelled)) },
    { title: 'books again', wants: booking(spanish ? 'reservar' : 'book', has(1, isConfirmed)) },
  ];
  let fulfilled = true;
  for (const { title, wants } of wishes) {
    options.tell(`--- ${title}`);
    fulfilled &&= await play(
      customer,
      wants,
      patience,
      (line) => options.tell(show(line, phone.name)),
      async () => {
        kept = await madeBookings(store);
      },
    );
  }
  await quiet(phone, store);
  const unanswered = await sendsWithoutAnswer(store);
  const listed = new Set((await all(store, unsettledSends, { by: 'bySince', equals: [] })).map(({ value }) => value.id));
  return {
    tenant: phone.tenant,
    channel: phone.channel,
    bookings: (await madeBookings(store)).map(described).toSorted(),
    acceptedTwice: await acceptedTwice(phone),
    withoutAnswer: unanswered.length,
    listedUnsettled: unanswered.filter(({ id }) => listed.has(id)).length,
    fulfilled,
  };
}

function show({ by, text }: Line, business: string): string {
  const name = by === 'customer' ? 'Alex' : business;
  return text
    .split('\n')
    .map((line, n) => (n === 0 ? `${name.padStart(16)} │ ${line}` : `${' '.repeat(16)} │ ${line}`))
    .join('\n');
}

function described(one: Booking): string {
  return `${one.serviceName} · ${one.staffName} · ${one.date} ${one.time} · ${one.state}`;
}

/** Bookings that were confirmed at some point. Holds that were never confirmed do not count. */
async function madeBookings(store: TenantStore): Promise<readonly Booking[]> {
  const made = (await all(store, bookings, { by: 'byStart', equals: [] })).map(({ value }) => value);
  return made.filter((one) => one.history.some(({ state }) => state === 'confirmed'));
}

type Outbound = Extract<Message, { direction: 'out' }>;

async function sendsWithoutAnswer(store: TenantStore): Promise<readonly Outbound[]> {
  const sent = await all(store, messages, { by: 'byId', equals: [] });
  return sent
    .map(({ value }) => value)
    .filter(
      (message): message is Outbound =>
        message.direction === 'out' && ['sending', 'unknown', 'unsettled'].includes(message.state),
    );
}

async function acceptedTwice(phone: Phone): Promise<number> {
  const refs = (await acceptedBy(phone)).map(({ ref }) => ref).filter((ref) => ref !== undefined);
  return refs.length - new Set(refs).size;
}

/** Waits until every send is finished and the emulator has no webhook left to deliver. */
async function quiet(phone: Phone, store: TenantStore): Promise<void> {
  for (let n = 0; n < 400; n += 1) {
    const sent = await all(store, messages, { by: 'byId', equals: [] });
    const busy = sent.some(({ value }) => value.direction === 'out' && ['wanted', 'sending', 'unknown'].includes(value.state));
    if (!busy && (await pendingAt(phone)) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
