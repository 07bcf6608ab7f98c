import type { Faults } from './faults.ts';
import type { Kernel } from './kernel.ts';
import { type Parcel, type Said, type Told, webhookOf } from './webhook-body.ts';

/** Where a webhook can be brought. */
export interface Door {
  /** Hands over the bytes; `answered` is called when the instance says something, if it ever does. */
  knock(webhook: ReturnType<typeof webhookOf>, opened: () => void, answered: (status: number) => void): void;
}

/** When a message was first handed to an instance, and when one first said 200 to it: ticks. */
export interface Passage {
  presented?: number;
  acknowledged?: number;
}

export interface Courier {
  bring(said: readonly Said[], told: readonly Told[]): void;
  readonly passages: ReadonlyMap<string, Passage>;
  /** Webhooks that were not yet answered with 200, as far as the provider knows. */
  pending(): number;
}

const TIME_OUT_MS = 10_000;
const AGAIN_MS = [500, 2_000, 8_000];

/**
 * Meta's side of webhooks: each is brought again until it is answered with 200, now and then once more after that, in no
 * particular order, and the same news may come in another envelope.
 */
export function courier(kernel: Kernel, faults: () => Faults | undefined, door: () => Door | undefined): Courier {
  const passages = new Map<string, Passage>();
  let pending = 0;
  let copies = 0;

  function bring(parcel: Parcel): void {
    pending += 1;
    const webhook = webhookOf(parcel);
    const ids = parcel.groups.flatMap(({ said }) => said.map(({ id }) => id));
    const late = kernel.chance(faults()?.reordered ?? 0) ? kernel.below(6_000) : 0;
    attempt(1, 1 + kernel.below(40) + late);

    function attempt(n: number, ms: number): void {
      kernel.after(ms, 'a webhook comes', () => {
        const open = kernel.chance(faults()?.lost ?? 0) ? undefined : door();
        if (!open) return again();
        let over = false;
        const end = (ok: boolean) => {
          if (over) return;
          over = true;
          giveUp();
          if (ok) pending -= 1;
          else again();
        };
        const giveUp = kernel.after(TIME_OUT_MS, 'a webhook times out', () => end(false));
        open.knock(
          webhook,
          () => ids.forEach((id) => (passageOf(id).presented ??= kernel.tick())),
          (status) => {
            if (status === 200) for (const id of ids) passageOf(id).acknowledged ??= kernel.tick();
            if (kernel.chance(faults()?.answerLost ?? 0)) return;
            kernel.after(1 + kernel.below(20), `a webhook is answered ${status}`, () => end(status === 200));
          },
        );
      });

      function again(): void {
        attempt(n + 1, (AGAIN_MS[n - 1] ?? 8_000) + kernel.below(500));
      }
    }
  }

  function passageOf(id: string): Passage {
    const passage = passages.get(id) ?? {};
    passages.set(id, passage);
    return passage;
  }

  return {
    passages,
    pending: () => pending,
    bring(said, told) {
      bring({ groups: [{ said, told }], copy: 0 });
      if (!kernel.chance(faults()?.twice ?? 0)) return;
      // The very same, or the same news in other words.
      const other = kernel.chance(0.5);
      const groups = other
        ? [...said.map((one) => ({ said: [one], told: [] })), ...told.map((one) => ({ said: [], told: [one] }))]
        : [{ said, told }];
      kernel.after(kernel.below(20_000), 'a webhook comes twice', () => bring({ groups, copy: other ? (copies += 1) : 0 }));
    },
  };
}
