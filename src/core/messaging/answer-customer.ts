import type { Capabilities } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import type { OutboundContent } from '#contracts/content.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewId } from '#contracts/ids.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import { type Conversation, type OutboundMessage, conversations, messages } from '#contracts/records/messaging.ts';
import { type TenantStore, type Write, againWhenStale } from '#contracts/store.ts';
import { freshRow, personWrote, writeRow } from '#core/inbox/row.ts';
import { raced } from '#core/batches/raced.ts';
import { agentChoice } from './agent-choices.ts';
import { wantMessage } from './want-message.ts';
import { refusedFrom } from './window.ts';

/** What an agent sends. `replyTo` and `to` are our ids of messages. */
export type AgentSays =
  | { readonly kind: 'text'; readonly body: string; readonly replyTo?: string | undefined }
  | (Framed & { readonly kind: 'buttons'; readonly buttons: readonly { readonly title: string }[] })
  | (Framed & { readonly kind: 'list'; readonly button: string; readonly sections: readonly AgentSection[] })
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string | undefined;
      readonly address?: string | undefined;
    }
  | { readonly kind: 'reaction'; readonly to: string; readonly emoji?: string | undefined };
interface Framed {
  readonly body: string;
  readonly header?: string | undefined;
  readonly footer?: string | undefined;
}
interface AgentSection {
  readonly title?: string | undefined;
  readonly rows: readonly { readonly title: string; readonly description?: string | undefined }[];
}

export type Answered =
  | { readonly kind: 'wanted'; readonly message: OutboundMessage }
  | { readonly kind: 'not_there' }
  | { readonly kind: 'window_closed' }
  /** It names a message that is not in this conversation, or that the provider does not know. */
  | { readonly kind: 'unknown_message' }
  | { readonly kind: 'unsupported'; readonly what: 'quote' | 'reaction' }
  | { readonly kind: 'text_too_long'; readonly most: number };

/**
 * Longer than a bot's, whose reply is soon out of place: an agent stands by what they wrote, sees that it waits, and can cancel it. Not
 * longer than a working day, so that what was written in the morning of an outage does not arrive at night.
 */
const EXPIRES_AFTER_MS = 8 * 3_600_000;

export interface Answering {
  readonly says: AgentSays;
  /** The user's id. */
  readonly by: string;
  /** Of the number's current channel. `undefined` while it has none: the message then waits for one. */
  readonly can: Capabilities | undefined;
  /** More lines for the same batch. */
  readonly also?: (message: OutboundMessage) => readonly Write[];
}

/**
 * An agent answers a customer: the message is wanted, and in the same batch the agent becomes the one who answers. The batch replaces
 * the row of the inbox, so a bot's turn that is under way finds it changed, decides again, and is silent.
 */
export function answerCustomer(clock: Clock, newId: NewId) {
  return (store: TenantStore, conversationId: string, { says, by, can, also = () => [] }: Answering): Promise<Answered> => {
    const id = newId();
    return againWhenStale<Answered>(async () => {
      const [conversation, was] = await Promise.all([
        store.get(conversations, conversationId),
        store.get(inboxRows, conversationId),
      ]);
      if (!conversation) return { kind: 'not_there' };
      const now = clock.now();
      const refused = refusalOf(says, conversation.value, can, now);
      if (refused) return refused;
      const about = aboutOf(says);
      const quoted = about === undefined ? undefined : await providerIdOf(store, conversationId, about);
      if (about !== undefined && quoted === undefined) return { kind: 'unknown_message' };

      const content = contentOf(says, id, quoted);
      const replyTo = says.kind === 'text' && quoted !== undefined ? { replyTo: quoted } : {};
      const wanted = { id, content, author: 'agent', authorId: by, expiresAt: now + EXPIRES_AFTER_MS, ...replyTo } as const;
      const { message, writes, events } = wantMessage(conversation, wanted, now);

      const before = was?.value ?? freshRow(conversation.value, message.at);
      const row = personWrote(before, message.at, { userId: by, why: 'taken_over' });
      const shown = writeRow(was, row, { id, at: now });
      const outcome = await store.commit(
        [...writes, ...shown.writes, ...also(message)],
        [...(before.answers.userId === by ? [] : [takenOver(conversation.value, id, by, now)]), ...events, ...shown.events],
      );
      return raced(outcome, { kind: 'wanted', message });
    });
  };
}

/** The rules that need no further reading. */
function refusalOf(says: AgentSays, to: Conversation, can: Capabilities | undefined, now: number): Answered | undefined {
  if (!can) return undefined;
  if (refusedFrom(to, can.windowHours) <= now) return { kind: 'window_closed' };
  if (says.kind === 'reaction' && !can.sends.includes('reaction')) return { kind: 'unsupported', what: 'reaction' };
  if (says.kind !== 'text') return undefined;
  if (says.body.length > can.text.maxLength) return { kind: 'text_too_long', most: can.text.maxLength };
  return says.replyTo !== undefined && !can.repliesInContext ? { kind: 'unsupported', what: 'quote' } : undefined;
}

/** The message that this one is about. */
function aboutOf(says: AgentSays): string | undefined {
  if (says.kind === 'text') return says.replyTo;
  return says.kind === 'reaction' ? says.to : undefined;
}

async function providerIdOf(store: TenantStore, conversationId: string, messageId: string): Promise<string | undefined> {
  const found = await store.get(messages, messageId);
  return found?.value.conversationId === conversationId ? found.value.providerMessageId || undefined : undefined;
}

function contentOf(says: AgentSays, id: string, about: string | undefined): OutboundContent {
  switch (says.kind) {
    case 'text':
      return { kind: 'text', body: says.body };
    case 'buttons':
      return { ...says, buttons: says.buttons.map((button, n) => ({ ...button, id: agentChoice(id, n + 1) })) };
    case 'list': {
      let n = 0;
      const numbered = (row: AgentSection['rows'][number]) => ({ ...row, id: agentChoice(id, (n += 1)) });
      return { ...says, sections: says.sections.map(({ title, rows }) => ({ title, rows: rows.map(numbered) })) };
    }
    case 'reaction':
      return { kind: 'reaction', to: about ?? '', ...(says.emoji === undefined ? {} : { emoji: says.emoji }) };
    case 'location':
      return says;
  }
}

function takenOver({ id, contactId, senderId }: Conversation, messageId: string, by: string, at: number) {
  const occasion = { id: `taken-over-${messageId}`, key: id, at };
  return happened(conversationEvents.taken_over, occasion, { conversationId: id, contactId, senderId, by });
}
