import type { Handled } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Settled } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import {
  type Conversation,
  type OutboundMessage,
  conversations,
  messages,
  providerMessages,
} from '#contracts/records/messaging.ts';
import { type Stored, type TenantStore, replace } from '#contracts/store.ts';
import type { Accounts } from './accounts.ts';
import { asSent } from './as-sent.ts';
import { providerKey } from './keys.ts';
import { ageKey, type AttemptAges } from './attempt-ages.ts';
import { accept, noLongerUnsettled, write } from './send-outcomes.ts';
import { told } from './told.ts';
import type { SendRules } from './send-message.ts';

const EVERY_MS = 2_000;

/**
 * Looks up an unanswered send. It is sent again only if the provider certainly does not have it. If nothing settles it before the
 * deadline, it is shown as unsettled and the conversation goes on.
 */
export function settleSend(clock: Clock, ages: AttemptAges, accounts: Accounts, rules: SendRules) {
  return async (store: TenantStore, was: Stored<OutboundMessage>, stop: AbortSignal): Promise<Handled> => {
    const message = was.value;
    const attempt = message.attempts.at(-1);
    const age = attempt ? ages.of(ageKey(store, message.id), attempt.at) : Infinity;
    const conversation = await store.get(conversations, message.conversationId);
    const found: Settled = attempt && conversation ? await look(conversation.value, attempt) : { kind: 'unsure' };
    if (found.kind === 'accepted' && conversation)
      return accept(
        store,
        message.id,
        { senderId: conversation.value.senderId, providerMessageId: found.providerMessageId },
        clock.now(),
      );
    if (found.kind === 'absent') {
      const lines = [replace(messages, was, { ...message, state: 'wanted' }), ...(await noLongerUnsettled(store, message.id))];
      return write(store, lines, { againAfterMs: 0 });
    }
    if (age < rules.settleForMs) return { againAfterMs: EVERY_MS };
    const unsettled = { ...message, state: 'unsettled' } as const;
    return write(store, [replace(messages, was, unsettled)], { events: [told('unsettled', unsettled, clock.now())] });

    /**
     * Asks the account that sent it, whichever is current now, and only while the message would be rendered the same. Any other search
     * proves nothing.
     */
    async function look(to: Conversation, { accountId, sentAs, at }: OutboundMessage['attempts'][number]) {
      const open = await accounts.byId(store, accountId);
      if (open?.kind !== 'open') return { kind: 'unsure' } as const;
      const { outbound, digest } = await asSent(store, message, to, open);
      if (digest !== sentAs) return { kind: 'unsure' } as const;
      const owned = async (id: string) => (await store.get(providerMessages, providerKey(to.senderId, id))) !== undefined;
      const signal = AbortSignal.any([AbortSignal.timeout(rules.deadlineMs), stop]);
      try {
        return await open.account.settle(outbound, { at, ageMs: age }, owned, signal);
      } catch (error) {
        if (error instanceof AdapterFailure) return { kind: 'unsure' } as const;
        throw error;
      }
    }
  };
}
