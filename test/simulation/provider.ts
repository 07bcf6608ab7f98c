import type { Account, Attempt, Outbound, Settled } from '#contracts/channel.ts';
import type { EpochMs } from '#contracts/clock.ts';

import { AdapterFailure } from '#contracts/failure.ts';
import type { Courier } from './courier.ts';
import type { Customer } from './customers.ts';
import type { Faults } from './faults.ts';
import type { Kernel, Runner } from './kernel.ts';

/** One call of an instance, and what the instance was told; `silence` as long as it was told nothing. */
export interface Call {
  readonly ref: string;
  taken: boolean;
  told: 'silence' | 'accepted' | 'refused' | 'not_now' | 'unknown';
}

export interface Accepted {
  readonly id: string;
  readonly ref: string;
  readonly to: string;
  readonly facts: Record<'sentAt' | 'deliveredAt' | 'readAt', EpochMs>;
}

export interface Provider {
  readonly calls: readonly Call[];
  /** As with Twilio: it can be asked for what it took, and has none of what it does not show after a while. */
  readonly canBeAsked: boolean;
  readonly accepted: readonly Accepted[];
  /** The credentials are refused now: each app that asks its account book is told so. */
  refusesAll(): boolean;
  /** The sending side, for one instance. */
  accountFor(runner: Runner): Account;
}

const NAME = 'simulated';
export const DEADLINE_MS = 10_000;
/** Nothing is on its way for longer: as the adapter of Twilio assumes. */
const ABSENT_AFTER_MS = 30_000;
const FACT = { sent: 'sentAt', delivered: 'deliveredAt', read: 'readAt' } as const;

/** As Meta's rules say: takes whatever it is given, twice too; tells later in statuses what became of it, with our id in them. */
export function provider(
  kernel: Kernel,
  faults: () => Faults | undefined,
  courier: Courier,
  customerOf: (to: Outbound['to']) => Customer,
): Provider {
  const calls: Call[] = [];
  const accepted: Accepted[] = [];
  const forgetful = kernel.chance(0.3);
  const canBeAsked = kernel.chance(0.35);
  let refusedUntil = 0;

  function take({ messageId: ref, to, content }: Outbound, call: Call): string {
    call.taken = true;
    const customer = customerOf(to);
    const id = `wamid.out.${accepted.length + 1}`;
    const facts = { sentAt: 0, deliveredAt: 0, readAt: 0 };
    accepted.push({ id, ref, to: customer.userId, facts });
    kernel.note(`the provider takes ${ref} as ${id}`);
    kernel.after(20 + kernel.below(100), `${id} arrives`, () => customer.hear(content, id));
    let ms = 0;
    for (const status of ['sent', 'delivered', 'read'] as const) {
      if (status === 'read' && kernel.chance(0.3)) break;
      ms += 5 + kernel.below(1_500);
      kernel.after(ms, `${id} is ${status}`, () => {
        const at = kernel.now() - (kernel.now() % 1000);
        facts[FACT[status]] = at;
        // Of each message one status at least says whose it is.
        const forgotten = forgetful && status !== 'delivered' && kernel.chance(0.5);
        courier.bring([], [{ id, to: customer, status, at, ...(!forgotten && { ref }) }]);
      });
    }
    return id;
  }

  function fate(): 'accepted' | keyof Faults {
    const now = faults();
    if (!now) return 'accepted';
    if (refusedUntil > kernel.now()) return 'notNow';
    const kinds = ['notNow', 'refused', 'neverTaken', 'takenUnanswered', 'takenLate'] as const;
    return kinds.find((kind) => kernel.chance(now[kind])) ?? 'accepted';
  }

  function found(runner: Runner, ref: string, { ageMs }: Attempt): Promise<Settled> {
    return new Promise((resolve) =>
      kernel.after(kernel.below(100), `${runner.name} looks for ${ref}`, () => {
        const one = accepted.find((some) => some.ref === ref);
        const absent = ageMs >= ABSENT_AFTER_MS;
        const settled: Settled = one ? { kind: 'accepted', providerMessageId: one.id } : { kind: absent ? 'absent' : 'unsure' };
        kernel.afterFor(runner, kernel.below(100), `finds ${ref} ${settled.kind}`, () => resolve(settled));
      }),
    );
  }

  function accountFor(runner: Runner): Account {
    return {
      send: (outbound) =>
        new Promise((resolve, reject) => {
          const call: Call = { ref: outbound.messageId, taken: false, told: 'silence' };
          calls.push(call);
          const tell = (told: Call['told'], ms: number, run: () => void) =>
            kernel.afterFor(runner, ms, `the send of ${call.ref} is ${told}`, () => {
              call.told = told;
              run();
            });
          const fail = (told: Call['told'], code: AdapterFailure['code'], ms = 30, detail = {}) =>
            tell(told, ms, () => reject(new AdapterFailure(NAME, code, 'as the seed has it', detail)));

          const slow = kernel.chance(faults()?.slow ?? 0) ? kernel.below(8_000) : 0;
          kernel.after(1 + kernel.below(60) + slow, `${runner.name} sends ${call.ref}`, () => {
            // With its process a request dies too, or is on its way already.
            if (!runner.alive && kernel.chance(0.5)) return;
            switch (fate()) {
              case 'notNow':
                if (refusedUntil > kernel.now() || kernel.chance(faults()?.credentialsRefused ?? 0)) {
                  refusedUntil = Math.max(refusedUntil, kernel.now() + kernel.below(90_000));
                  return fail('not_now', 'unauthorized');
                }
                if (kernel.chance(faults()?.longRefused ?? 0))
                  return fail('not_now', 'rate_limited', 30, { retryAfterMs: 5_000 + kernel.below(40_000) });
                return kernel.chance(0.5)
                  ? fail('not_now', 'rate_limited', 30, { retryAfterMs: 1_000 + kernel.below(4_000) })
                  : fail('not_now', 'unreachable');
              case 'refused':
                return fail('refused', 'rejected', 30, { providerCode: '131026' });
              case 'neverTaken':
                return fail('unknown', 'unknown', kernel.chance(0.5) ? DEADLINE_MS : 30);
              case 'takenUnanswered':
                take(outbound, call);
                return fail('unknown', 'unknown', kernel.chance(0.5) ? DEADLINE_MS : 30);
              case 'takenLate':
                kernel.after(kernel.below(canBeAsked ? DEADLINE_MS : 3 * DEADLINE_MS), `${call.ref} comes late`, () =>
                  take(outbound, call),
                );
                return fail('unknown', 'unknown', DEADLINE_MS);
              default: {
                const providerMessageId = take(outbound, call);
                return tell('accepted', 1 + kernel.below(60), () => resolve({ providerMessageId }));
              }
            }
          });
        }),
      settle: async ({ messageId }, attempt) => (canBeAsked ? found(runner, messageId, attempt) : { kind: 'unsure' }),
      acknowledge: () => new Promise((resolve) => kernel.afterFor(runner, kernel.below(50), 'is typing', () => resolve())),
      download: () => Promise.reject(new AdapterFailure(NAME, 'unsupported', 'nobody sends files here')),
      check: async () => ({ reachable: true, detail: 'always' }),
    };
  }

  return { calls, canBeAsked, accepted, accountFor, refusesAll: () => refusedUntil > kernel.now() };
}
