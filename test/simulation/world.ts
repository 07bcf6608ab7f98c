import type { Outbound } from '#contracts/channel.ts';
import { collections } from '#app/subjects.ts';
import { dueEntries } from '#contracts/later.ts';
import { MESSAGE_DUE } from '#core/messaging/line.ts';
import { services, staff, type Service, type StaffMember } from '#contracts/records/catalog.ts';
import { addresses, senders, tenants } from '#contracts/records/platform.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { insert, replace, type Store } from '#contracts/store.ts';
import { courier, type Courier } from './courier.ts';
import { customer, type Customer } from './customers.ts';
import { diskOf, type Disk } from './disk.ts';
import { weather, type Faults } from './faults.ts';
import { CONNECTION, startInstance, type Habits, type Instance, type Mutant } from './instance.ts';
import { kernel, type Kernel, type Runner } from './kernel.ts';
import { catalogVersioned } from '#core/catalog/versioned.ts';
import { countedIds } from '#test/support/ids.ts';
import { memoryStore } from './memory-store.ts';
import { provider, type Provider } from './provider.ts';
import { PHONE_NUMBER_ID } from './webhook-body.ts';

export const TENANT = 'salon';
const ZONE = 'Europe/Madrid';

/** A Tuesday, 10:00 in the salon's zone. */
const START = Date.parse('2026-12-01T09:00:00Z');

export interface WorldOptions {
  readonly trace?: (line: string) => void;
  readonly mutant?: Mutant;
}

/** What is left when a seed has run, and everything has come to rest. */
export interface Aftermath {
  readonly seed: number;
  readonly hash: string;
  readonly store: Store;
  readonly disk: Disk;
  readonly courier: Courier;
  readonly provider: Provider;
  readonly customers: readonly Customer[];
  /** Events that were parked on the way, by consumer and key: they were handed over again in the end. */
  readonly parked: readonly { readonly consumer: string; readonly key: string; readonly reason: string }[];
  readonly lags: Readonly<Record<string, { readonly waiting: number; readonly parked: number }>>;
  /** Days on which the owner closed, from one commit to another. */
  readonly closed: readonly { readonly date: string; readonly from: number; readonly until: number }[];
  readonly cameToRest: boolean;
  /** By the clock of the simulation. */
  readonly endedAt: number;
  /** Audit, CRM and analytics consumed, too. */
  readonly beside: boolean;
  readonly ends: { crashes: number; pauses: number; ticks: number };
}

/** Lets one seed happen: faults for a while, then none, until there is nothing left to do. */
export async function live(seed: number, { trace, mutant = {} }: WorldOptions = {}): Promise<Aftermath> {
  const ends = { crashes: 0, pauses: 0, ticks: 0 };
  const k = kernel({ seed, start: START, ...(trace && { trace }), before: (runner, label) => befall(runner, label) });
  const disk = diskOf(collections);
  const plain = catalogVersioned(
    memoryStore(disk, async (_label, work) => work()),
    countedIds('version'),
  );
  let faults: Faults | undefined = weather(k.random);
  let outageUntil = 0;
  const slow = k.chance(0.2);
  const habits: Habits = { beside: k.chance(0.1), outlasts: k.chance(0.5) };
  const groups = ['recorder', 'dialogue', 'sender', ...(habits.beside ? ['audit', 'crm-sync', 'analytics'] : [])];

  await furnish(k, plain);
  const slots: (Instance | undefined)[] = Array.from({ length: 1 + k.below(3) }, () => undefined);
  const upright = () => slots.filter((one) => one !== undefined && one.alive) as Instance[];
  const mail = courier(
    k,
    () => faults,
    () => (upright().length > 0 ? k.pick(upright()) : undefined),
  );
  const meta = provider(
    k,
    () => faults,
    mail,
    (to) => customerOf(to),
  );
  const customers = Array.from({ length: 1 + k.below(k.chance(0.5) ? 4 : 2) }, (_, n) => {
    const person = { name: `c${n + 1}`, number: `+4477009000${n + 1}0`, userId: `GB.${n + 1}`, hidden: k.chance(0.15) };
    return customer(k, person, slow, (said) => mail.bring([said], []));
  });
  let generation = 0;
  for (const place of slots.keys()) start(place);
  // Sometimes all in the same millisecond.
  const spread = k.chance(0.3) ? 1 : 15_000;
  for (const one of customers) k.after(k.below(spread), `${one.name} begins`, () => one.begin());
  const closed: { date: string; from: number; until: number }[] = [];
  const moody = k.chance(0.4);

  function start(place: number): void {
    slots[place] = startInstance(`p${(generation += 1)}`, {
      kernel: k,
      disk,
      faults: () => faults,
      outageUntil: () => outageUntil,
      provider: meta,
      sees: whenRead,
      habits,
      mutant,
    });
  }

  /** Rather between a commit and what follows from it than anywhere else. */
  function befall(runner: Runner, label: string): void {
    const place = slots.findIndex((one) => one === runner);
    const one = slots[place];
    if (!faults || !one || one.pausedUntil > k.now()) return;
    const wrote = label.startsWith('is answered: commit');
    if (k.chance(faults.crash * (wrote ? 8 : 1))) return crash(place, one, label);
    // Between the mark of a send and the send: whoever wakes there must not do it again.
    const marked = label === 'is answered: commit messages:replace';
    const awake = upright().every((other) => other.pausedUntil <= k.now());
    if (awake && k.chance(faults.pause * (marked ? 40 : wrote ? 8 : 1))) return pause(one, label);
    if (k.chance(faults.evict)) evict(one);
    if (k.chance(faults.outage)) outageUntil = k.now() + k.below(60_000);
    if (k.chance(faults.stop)) void stop(place, one);
  }

  function crash(place: number, one: Instance, label: string): void {
    k.note(`${one.name} dies before: ${label}`);
    ends.crashes += 1;
    one.alive = false;
    k.after(k.below(3_000), `${one.name} is missed`, () => one.bus.drop());
    k.after(k.below(4_000), 'a successor starts', () => start(place));
  }

  function pause(one: Instance, label: string): void {
    ends.pauses += 1;
    one.pausedUntil = k.now() + k.below(k.chance(0.3) ? 90_000 : 5_000);
    k.note(`${one.name} falls asleep before: ${label}`);
    if (k.chance(0.7)) k.after(k.below(3_000), `${one.name} is taken for dead`, () => evict(one));
  }

  /** Others take its lanes; what it has in hand, it goes on with. */
  function evict(one: Instance): void {
    k.note(`${one.name} loses its lanes`);
    one.bus.forsake();
  }

  async function stop(place: number, one: Instance): Promise<void> {
    k.note(`${one.name} stops`);
    slots[place] = undefined;
    k.after(k.below(4_000), 'a successor starts', () => start(place));
    await one.stop();
    one.alive = false;
  }

  /** The owner closes on a day just as somebody has read the rules to book by, and opens again. */
  function whenRead(label: string): void {
    if (!moody || !faults || label !== 'get catalog_versions' || closed.some(({ until }) => until === Infinity) || !k.chance(0.2))
      return;
    const today = Temporal.Instant.fromEpochMilliseconds(k.now()).toZonedDateTimeISO(ZONE).toPlainDate();
    const date = today.add({ days: k.below(2) }).toString();
    const day = { date, from: Infinity, until: Infinity };
    closed.push(day);
    k.after(k.below(20), 'the owner closes a day', () => void holidays([date], () => (day.from = disk.commits)));
    k.after(500 + k.below(5_000), 'the owner opens again', () => void holidays([], () => (day.until = disk.commits)));
  }

  async function holidays(dates: string[], done: () => void): Promise<void> {
    const salon = plain.tenant(TENANT);
    const was = await salon.get(profiles, 'profile');
    if (!was) return;
    const outcome = await salon.commit([replace(profiles, was, { ...was.value, holidays: dates })]);
    if (outcome.kind === 'committed') done();
  }

  function customerOf(to: Outbound['to']): Customer {
    const found = customers.find(({ number, userId }) => (to.phone === undefined ? to.userId === userId : to.phone === number));
    if (!found) throw new RangeError('a send to nobody');
    return found;
  }

  const parked = new Map<string, Aftermath['parked'][number]>();
  const note = () => {
    for (const { id, consumer, event, reason } of disk.log.parked(TENANT)) parked.set(id, { consumer, key: event.key, reason });
  };
  const rests = () =>
    mail.pending() === 0 &&
    customers.every((one) => one.rests) &&
    groups.every((group) => disk.log.lag(group).waiting === 0) &&
    disk.log.parked(TENANT).length === 0 &&
    inLine(disk) === 0;

  const faultsEnd = START + (slow ? 16 : 3) * 60_000;
  while (k.now() < faultsEnd && !customers.every((one) => one.rests)) await k.runUntil(k.now() + 10_000);
  k.note('faults end');
  faults = undefined;
  outageUntil = 0;
  const restless = k.now() + 20 * 60_000;
  do {
    note();
    for (const { id } of disk.log.parked(TENANT)) disk.log.replay(TENANT, id);
    await k.runUntil(k.now() + 20_000);
  } while (!rests() && k.now() < restless);
  // What was on its way is over now, too: late sends, their statuses, the words that follow from them.
  await k.runUntil(k.now() + 60_000);
  note();

  const lags = Object.fromEntries(groups.map((group) => [group, disk.log.lag(group)]));
  ends.ticks = k.tick();
  return {
    seed,
    hash: k.hash(),
    store: plain,
    disk,
    courier: mail,
    provider: meta,
    customers,
    parked: [...parked.values()],
    lags,
    closed,
    cameToRest: rests(),
    endedAt: k.now(),
    beside: habits.beside,
    ends,
  };
}

/** Messages that wait to be sent. */
function inLine({ tables }: Disk): number {
  const entries = tables.get(dueEntries.name)?.tenants.get(TENANT)?.keys() ?? [];
  return [...entries].filter((id) => id.startsWith(MESSAGE_DUE)).length;
}

/** A salon with few places to give, so that customers meet. */
async function furnish(k: Kernel, store: Store): Promise<void> {
  const people = ['ana', 'bo'].slice(0, 1 + k.below(2));
  const service: Service = {
    id: 'cut',
    name: 'Haircut',
    description: '',
    durationMinutes: 45,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: k.chance(0.5) ? 10 : 0,
    stepMinutes: 30,
    price: { amount: 2500, currency: 'EUR' },
    staffIds: people,
    minimumNoticeMinutes: 0,
    horizonDays: 1 + k.below(2),
    maximumPerDay: k.chance(0.3) ? 1 + k.below(2) : 0,
    position: 1,
  };
  await store.platform.commit([
    insert(tenants, { id: TENANT, name: 'Salon', createdAt: START }),
    insert(senders, {
      id: 'sender-1',
      tenantId: TENANT,
      displayNumber: '+442079460018',
      identityScope: 'portfolio-1',
    }),
    insert(addresses, {
      id: 'address-1',
      connectionId: CONNECTION,
      providerSender: PHONE_NUMBER_ID,
      senderId: 'sender-1',
      tenantId: TENANT,
      channel: 'meta-cloud',
      businessAccount: '',
    }),
  ]);
  await store
    .tenant(TENANT)
    .commit([
      insert(profiles, { id: 'profile', name: 'Salon', zone: ZONE, locale: 'en', holidays: [] }),
      insert(services, service),
      ...people.map((id, position) => insert(staff, person(id, position))),
    ]);
}

function person(id: string, position: number): StaffMember {
  const weeklyHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '16:00', until: '18:00' }));
  return { id, name: id, weeklyHours, breaks: [], overrides: [], maximumPerDay: 0, weight: 1, position };
}
