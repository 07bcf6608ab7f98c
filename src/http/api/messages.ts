import { cancelMessage as cancelRoute, sendMessage } from '#contracts/api/messages.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import { type OutboundMessage, messages } from '#contracts/records/messaging.ts';
import { type Answered, answerCustomer } from '#core/messaging/answer-customer.ts';
import { cancelMessage } from '#core/messaging/cancel-message.ts';
import { messageCard } from '../cards.ts';
import { type Problem, refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { capabilitiesOf } from './conversation-cards.ts';
import { type ConversationNeeds, noConversation } from './conversations.ts';
import { quoted } from './quoted.ts';

/** What agents send. */
export function messageRoutes({ clock, newId, channel, changed }: ConversationNeeds): readonly Served[] {
  const answer = answerCustomer(clock, newId);
  return [
    served(sendMessage, async ({ tenant, params, body, caller, keeps }) => {
      const row = await tenant.get(inboxRows, params.conversation);
      if (!row) throw noConversation();
      const reply = (message: OutboundMessage) => {
        const about = body.kind === 'text' ? body.replyTo : undefined;
        return { status: 200, body: messageCard(message, about) } as const;
      };
      const can = await capabilitiesOf(tenant, row.value.senderId, channel);
      const also = (message: OutboundMessage) => keeps(reply(message));
      const outcome = await answer(tenant, params.conversation, { says: body, by: caller.id, can, also });
      if (outcome.kind !== 'wanted') throw refusalOf(outcome, body.kind === 'reaction' ? 'to' : 'replyTo');
      changed(tenant.tenantId, params.conversation);
      return reply(outcome.message);
    }),

    served(cancelRoute, async ({ tenant, params, keeps }) => {
      const message = await tenant.get(messages, params.message);
      if (message?.value.conversationId !== params.conversation) throw noMessage();
      const about = await quoted(tenant, message.value);
      const reply = (cancelled: OutboundMessage) => ({ status: 200, body: messageCard(cancelled, about) }) as const;
      const outcome = await cancelMessage(tenant, clock, params.message, (cancelled) => keeps(reply(cancelled)));
      if (outcome.kind === 'not_there') throw noMessage();
      if (outcome.kind === 'too_late') throw refusal('too_late', TOO_LATE[outcome.state]);
      changed(tenant.tenantId, params.conversation);
      return reply(outcome.message);
    }),
  ];
}

function refusalOf(outcome: Exclude<Answered, { kind: 'wanted' }>, field: string): Problem {
  switch (outcome.kind) {
    case 'not_there':
      return noConversation();
    case 'window_closed':
      return refusal(
        'window_closed',
        'WhatsApp allows a free text only within 24 hours of the customer’s last message. Wait until the customer writes.',
      );
    case 'unknown_message':
      return refusal('unknown_message', 'names no message of this conversation that was received or sent.', field);
    case 'unsupported':
      return outcome.what === 'quote'
        ? refusal('unsupported', 'the number’s provider cannot quote a message. Leave it out.', field)
        : refusal('unsupported', 'the number’s provider cannot send reactions. Send a text.', 'kind');
    case 'text_too_long':
      return refusal('text_too_long', `the number’s provider takes at most ${outcome.most} characters. Shorten it.`, 'body');
  }
}

const sent = 'This message was sent already. Nobody can take it back.';
const never = 'This message was not sent and will not be: there is nothing to cancel.';
const TOO_LATE: Readonly<Record<OutboundMessage['state'], string>> = {
  wanted: sent,
  sending: 'This message is being sent right now. It cannot be cancelled any more.',
  accepted: sent,
  unknown: 'This message may have been sent. It is not sent again, so there is nothing to cancel.',
  unsettled: 'This message may have been sent. It is not sent again, so there is nothing to cancel.',
  refused: never,
  cancelled: never,
  expired: never,
};

function noMessage(): Problem {
  return refusal('not_found', 'There is no such message of yours in this conversation.');
}
