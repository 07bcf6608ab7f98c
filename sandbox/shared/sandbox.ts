import { type AcceptedSends, acceptedSends } from './accepted.ts';
import { type Chats, chatsOf } from './chats.ts';
import { type SandboxClock, sandboxClock } from './clock.ts';
import { type Courier, startCourier } from './courier.ts';
import type { CourierRules } from './courier-rules.ts';
import { type Customers, customersOf } from './customers.ts';
import { type FaultSwitches, faultSwitches } from './faults.ts';
import { type SandboxFile, openFile } from './file.ts';
import { type ChatChanges, chatChanges } from './chat-changes.ts';
import { type Passages, passagesIn } from './passages.ts';
import { type MediaShelf, mediaShelf } from './media.ts';
import { type Random, seededRandom } from './random.ts';

/** A business number of the emulator. */
export interface Business {
  /** The id in the control API. */
  readonly id: string;
  readonly name: string;
  /** E.164. */
  readonly number: string;
}

/** What every emulator has: its file, its clock, its customers with their chats, and a courier for its webhooks. */
export interface Sandbox {
  readonly businesses: readonly Business[];
  readonly file: SandboxFile;
  readonly clock: SandboxClock;
  readonly random: Random;
  readonly faults: FaultSwitches;
  readonly changes: ChatChanges;
  readonly customers: Customers;
  readonly media: MediaShelf;
  readonly chats: Chats;
  readonly accepted: AcceptedSends;
  readonly passages: Passages;
  readonly courier: Courier;
  /** Aborted when the emulator stops. */
  readonly closing: AbortSignal;
  /** Moves the clock and stores the offset, so that a restarted emulator does not go back. */
  moveClock(offsetMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

export interface SandboxConfig {
  /** A path, or `:memory:`. */
  readonly dataFile: string;
  readonly offsetMs: number;
  readonly seed?: string | undefined;
  readonly businesses: readonly Business[];
  /** SQL for the provider's own tables. */
  readonly moreTables?: string;
}

export async function openSandbox(config: SandboxConfig, rules: CourierRules): Promise<Sandbox> {
  const file = openFile(config.dataFile, config.moreTables);
  // Each start takes other numbers from the same seed, so that no id is used twice.
  const start = Number(file.recall('starts') ?? 0) + 1;
  const offsetMs = Math.max(config.offsetMs, Number(file.recall('offsetMs') ?? 0));
  await file.write(() => {
    file.remember('starts', start);
    file.remember('offsetMs', offsetMs);
  });

  const clock = sandboxClock(offsetMs);
  const random = seededRandom(config.seed === undefined ? undefined : `${config.seed} ${start}`);
  const faults = faultSwitches(file, random);
  const changes = chatChanges();
  const closing = new AbortController();
  const chats = chatsOf(file, clock, changes, closing.signal);
  const passages = passagesIn(file);
  const courier = startCourier({
    file,
    clock,
    random,
    faults,
    rules,
    passages,
    taken(updates) {
      for (const { kind, about } of updates) if (kind === 'message' && about !== undefined) chats.tick(about, 'delivered');
    },
  });

  return {
    businesses: config.businesses,
    file,
    clock,
    random,
    faults,
    changes,
    customers: customersOf(file, random),
    media: mediaShelf(file),
    chats,
    accepted: acceptedSends(file),
    passages,
    courier,
    closing: closing.signal,
    async moveClock(next) {
      if (!clock.moveTo(next)) return false;
      await file.write(() => file.remember('offsetMs', next));
      return true;
    },
    async stop() {
      closing.abort();
      changes.close();
      await courier.stop();
      await file.close();
    },
  };
}
