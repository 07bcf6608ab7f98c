import { metaCloud } from '#adapters/meta-cloud/index.ts';
import type { Account } from '#contracts/channel.ts';
import type { Consumer } from '#contracts/bus.ts';
import type { EpochMs } from '#contracts/clock.ts';
import type { Leases } from '#contracts/leases.ts';
import type { OpenSource } from '#contracts/webhook-source.ts';
import { addresses, senders } from '#contracts/records/platform.ts';
import { dueWritten } from '#contracts/store-rules/due-written.ts';
import { StoreFailure, type Store } from '#contracts/store.ts';
import { holdEnds } from '#core/booking/hold-ends.ts';
import { catalogBook } from '#core/catalog/catalog.ts';
import { native } from '#core/booking/native.ts';
import { collections } from '#app/subjects.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { channelSource } from '#core/messaging/channel-source.ts';
import { messageDue } from '#core/messaging/message-due.ts';
import { sendMessage } from '#core/messaging/send-message.ts';
import { onlyAccount, openAccount } from '#test/support/accounts.ts';
import { quietLog, quietMetrics } from '#test/support/quiet.ts';
import { analytics } from '#core/analytics/consumer.ts';
import { audit } from '#core/audit/consumer.ts';
import { crmSync } from '#core/crm/consumer.ts';
import { dialogue } from '#core/dialogue/consumer.ts';
import { dueWork } from '#workers/later.ts';
import { recorder } from '#core/messaging/recorder.ts';
import { live } from '#workers/live.ts';
import { outlast } from '#workers/outlast.ts';
import { sender } from '#core/messaging/sender.ts';
import { sweeper } from '#workers/sweeper.ts';
import type { Door } from './courier.ts';
import { memoryNotices, type Disk } from './disk.ts';
import type { Faults } from './faults.ts';
import type { Kernel, Runner } from './kernel.ts';
import { memoryBus, type MemoryBus } from './memory-bus.ts';
import { memoryExpiring, memoryLater } from './memory-later.ts';
import { memoryStore, type Carry } from './memory-store.ts';
import { DEADLINE_MS, type Provider } from './provider.ts';
import { APP_SECRET } from './webhook-body.ts';

/** An app of one process, with all its roles, as the app's own wiring makes it. */
export interface Instance extends Runner, Door {
  readonly bus: MemoryBus;
  readonly store: Store;
  /** Takes nothing new, finishes what is in hand. */
  stop(): Promise<void>;
}

export const CONNECTION = 'connection-1';

/** What a port of an instance is made into, to see whether a broken one is noticed. */
export interface Mutant {
  readonly store?: (store: Store, kernel: Kernel, runner: Runner) => Store;
  readonly consumer?: (consumer: Consumer, kernel: Kernel, runner: Runner) => Consumer;
  readonly account?: (account: Account, kernel: Kernel, runner: Runner) => Account;
}

/** What an app may do in one way or another. */
export interface Habits {
  /** Audit, CRM and analytics consume beside the others. */
  readonly beside: boolean;
  /** Consumers of one process record a message together. */
  /** Consumers wait for a store that does not answer. */
  readonly outlasts: boolean;
}

export interface InstanceNeeds {
  readonly kernel: Kernel;
  readonly disk: Disk;
  readonly faults: () => Faults | undefined;
  /** The store answers nobody until then. */
  readonly outageUntil: () => EpochMs;
  readonly provider: Provider;
  /** Called when the store is asked. */
  readonly sees: (label: string) => void;
  readonly habits: Habits;
  readonly mutant: Mutant;
}

const SETTLE_FOR_MS = 60_000;
/** Each look is a step to simulate, and a hold is ended no later for the customer than the app would. */
const LOOK_EVERY_MS = 20_000;

/** Every instance holds every lease: what is due is done once all the same. */
const freeForAll: Leases = {
  hold: async () => ({ lost: new AbortController().signal, [Symbol.asyncDispose]: async () => {} }),
};

export function startInstance(name: string, needs: InstanceNeeds): Instance {
  const { kernel, disk, faults, provider, habits, mutant } = needs;
  const runner: Runner = { name, alive: true, pausedUntil: 0 };
  const clock = kernel.clockOf(runner);
  const newId = () =>
    kernel.now().toString(36).padStart(10, '0') + Array.from({ length: 16 }, () => kernel.below(36).toString(36)).join('');
  const carry = carrier(kernel, runner, faults);
  const due = dueWritten();
  const plain = memoryStore(disk, unreliable(carry, needs, runner), due.committed);
  const store = mutant.store?.(plain, kernel, runner) ?? plain;
  const bus = memoryBus({
    log: disk.log,
    carry,
    clock,
    newId,
    call: (run) => kernel.afterFor(runner, kernel.below(3), 'is called', run),
  });
  const account = provider.accountFor(runner);
  const open = openAccount('account-1', metaCloud.capabilities, mutant.account?.(account, kernel, runner) ?? account);
  const accounts = onlyAccount(() => (provider.refusesAll() ? { kind: 'paused', id: open.id, why: 'unauthorized' } : open));
  const pages = live(memoryNotices(disk));
  const catalogOf = catalogBook();
  const scheduling = native({ clock, newId, catalogOf });
  const send = sendMessage(clock, accounts, { deadlineMs: DEADLINE_MS, settleForMs: SETTLE_FOR_MS });

  const consumers = [
    recorder(store, newId, pages),
    dialogue({ store, newId, clock, accounts, scheduling, catalogOf, live: pages }),
    sender(store, send, pages),
    ...(habits.beside ? [audit(store), crmSync(store, clock), analytics(store, clock)] : []),
  ];
  const hands: AsyncDisposable[] = consumers.map((consumer) => {
    const patient = habits.outlasts ? outlast(consumer, clock, quietLog) : consumer;
    return bus.subscribe(stumbling(mutant.consumer?.(patient, kernel, runner) ?? patient, kernel, faults));
  });
  const troubled = unreliable(carry, needs, runner);
  const parts = {
    store,
    later: memoryLater(disk, troubled, due.whenCommitted),
    leases: freeForAll,
    timers: [holdEnds(clock, newId), messageDue(clock, accounts)],
  };
  hands.push(dueWork({ ...parts, clock, log: quietLog, metrics: quietMetrics }, { lookEveryMs: LOOK_EVERY_MS }));
  hands.push(sweeper({ store, expiring: memoryExpiring(disk, troubled), collections, clock, log: quietLog }));

  const take = ingest({ store, clock, metrics: quietMetrics });
  const connection = connectionOn(store);
  return Object.assign(runner, {
    bus,
    store,
    knock: ((webhook, opened, answered) =>
      kernel.afterFor(runner, 1, 'takes a webhook', () => {
        opened();
        const headers = { 'x-hub-signature-256': webhook.signature };
        void take(connection, { method: 'POST', url: '/', headers, body: webhook.body }).then(
          ({ kind }) => answered(kind === 'stored' ? 200 : 401),
          () => answered(503),
        );
      })) satisfies Door['knock'],
    async stop() {
      await Promise.all(hands.map((hand) => hand[Symbol.asyncDispose]()));
    },
  });
}

function connectionOn(store: Store): OpenSource {
  return channelSource({
    id: CONNECTION,
    name: metaCloud.name,
    connection: metaCloud.connect({ appSecrets: [APP_SECRET], verifyToken: 'never asked for' }, { log: quietLog }),
    async senderOf(providerSender) {
      const query = { by: 'byConnection', equals: [CONNECTION, providerSender], limit: 1 } as const;
      const address = (await store.platform.find(addresses, query)).items[0]?.value;
      return address && (await store.platform.get(senders, address.senderId))?.value;
    },
    tenantsOf: async () => [],
  });
}

/** The way there and back takes time. What a dying process has handed over may have left or not: both are tried. */
function carrier(kernel: Kernel, runner: Runner, faults: () => Faults | undefined): Carry {
  const way = () => (kernel.chance(faults()?.slow ?? 0) ? kernel.below(3_000) : kernel.below(4));
  return (label, work) =>
    new Promise((resolve, reject) => {
      const perform = (): (() => void) => {
        try {
          const result = work();
          return () => resolve(result);
        } catch (error) {
          return () => reject(error instanceof Error ? error : new Error('no error was thrown'));
        }
      };
      // Often both ways at once, which is only quicker to simulate.
      if (kernel.chance(0.5)) return void kernel.afterFor(runner, way() + way(), label, () => perform()());
      kernel.after(way(), `${runner.name} asks: ${label}`, () => {
        if (!runner.alive && kernel.chance(0.5)) return;
        const answer = perform();
        kernel.afterFor(runner, way(), `is answered: ${label}`, answer);
      });
    });
}

/** A store that fails now and then: before it did anything, or after it did all of it. */
function unreliable(carry: Carry, { kernel, faults, outageUntil, sees }: InstanceNeeds, runner: Runner): Carry {
  return (label, work) =>
    carry(label, () => {
      sees(label);
      const now = faults();
      const commits = label.startsWith('commit');
      const down = outageUntil() > kernel.now();
      if (now === undefined && !down) return work();
      if (down || kernel.chance((commits ? now?.commitFails : now?.readFails) ?? 0)) throw failed('no', runner);
      if (commits && kernel.chance(now?.commitUnanswered ?? 0)) {
        if (kernel.chance(0.6)) work();
        throw failed('unknown', runner);
      }
      return work();
    });
}

export const SIMULATED = 'as the seed has it';

function failed(happened: 'no' | 'unknown', { name }: Runner): StoreFailure {
  return new StoreFailure('unavailable', happened, `${SIMULATED}, for ${name}`);
}

/** Handlers that fail before they have begun, or after all was done. */
function stumbling(consumer: Consumer, kernel: Kernel, faults: () => Faults | undefined): Consumer {
  return {
    ...consumer,
    async handle(events, signal) {
      if (kernel.chance(faults()?.failsBefore ?? 0)) throw new StoreFailure('unavailable', 'no', SIMULATED);
      const handled = await consumer.handle(events, signal);
      if (kernel.chance(faults()?.failsAfter ?? 0)) throw new StoreFailure('unavailable', 'unknown', SIMULATED);
      return handled;
    },
  };
}
