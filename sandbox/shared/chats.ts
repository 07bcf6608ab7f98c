import { type Bubble, type Chat, bubbleContent } from '#contracts/api/phone.ts';
import type { EpochMs } from '#contracts/clock.ts';
import type { SandboxClock } from './clock.ts';
import type { SandboxFile } from './file.ts';
import type { ChatChanges } from './chat-changes.ts';

export type Ticks = Bubble['ticks'];

/** A message as the emulator stores it. `about` belongs to the provider: templates, tracking data, the meaning of each choice. */
export interface StoredMessage {
  readonly id: string;
  readonly business: string;
  readonly customer: string;
  readonly sender: 'customer' | 'business';
  readonly at: EpochMs;
  /** Missing for a message without a bubble, such as a reaction. */
  readonly content?: Bubble['content'];
  readonly replyTo?: string;
  readonly ticks: Ticks;
  readonly about: Readonly<Record<string, unknown>>;
}

/** The conversations. Call the writing methods inside `file.write` only. */
export interface Chats {
  /** A customer's message opens the 24-hour window. A message of the business ends its typing indicator. */
  add(message: StoredMessage): void;
  message(id: string): StoredMessage | undefined;
  /** Oldest first. */
  of(business: string, customer: string): StoredMessage[];
  /** Ticks only move forward: a failure is final, and read is never undone. Returns whether the tick changed. */
  tick(id: string, ticks: Ticks): boolean;
  /** Without an emoji, the reaction is removed. */
  react(message: string, sender: 'customer' | 'business', emoji: string | undefined): void;
  /** The business has read this message and the customer's earlier ones. */
  seen(message: StoredMessage): void;
  /** Not stored in the file: it lasts 25 seconds at most. */
  typing(business: string, customer: string): void;
  /** End of the customer service window. `undefined` if it is closed. */
  windowUntil(business: string, customer: string): EpochMs | undefined;
  show(business: string, customer: string): Chat;
}

export const WINDOW_MS = 24 * 3_600_000;
const TYPING_MS = 25_000;
const RANK: Record<Ticks, number> = { waiting: 0, sent: 1, delivered: 2, read: 3, failed: 4 };

interface Row {
  readonly id: string;
  readonly business: string;
  readonly customer: string;
  readonly sender: 'customer' | 'business';
  readonly at: number;
  readonly content: string | null;
  readonly reply_to: string | null;
  readonly ticks: Ticks;
  readonly about: string;
}

export function chatsOf(file: SandboxFile, clock: SandboxClock, changes: ChatChanges, closing: AbortSignal): Chats {
  const typingUntil = new Map<string, EpochMs>();
  const chatKey = (business: string, customer: string): string => `${business} ${customer}`;
  const changed = (business: string, customer: string): void => file.afterWrite(() => changes.changed(business, customer));

  const of = (business: string, customer: string): StoredMessage[] =>
    file.rows<Row>('SELECT * FROM messages WHERE business = ? AND customer = ? ORDER BY seq', business, customer).map(messageOf);
  const message = (id: string): StoredMessage | undefined => {
    const row = file.row<Row>('SELECT * FROM messages WHERE id = ?', id);
    return row && messageOf(row);
  };
  const windowUntil = (business: string, customer: string): EpochMs | undefined => {
    const sql = 'SELECT heard_at FROM chats WHERE business = ? AND customer = ?';
    const until = (file.row<{ heard_at: number }>(sql, business, customer)?.heard_at ?? -Infinity) + WINDOW_MS;
    return until > clock.now() ? until : undefined;
  };

  return {
    of,
    message,
    windowUntil,
    add(next) {
      file.run(
        `INSERT INTO messages (id, business, customer, sender, at, content, reply_to, ticks, about)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        next.id,
        next.business,
        next.customer,
        next.sender,
        next.at,
        next.content ? JSON.stringify(next.content) : null,
        next.replyTo ?? null,
        next.ticks,
        JSON.stringify(next.about),
      );
      if (next.sender === 'customer') {
        file.run(
          `INSERT INTO chats (business, customer, heard_at) VALUES (?, ?, ?)
           ON CONFLICT (business, customer) DO UPDATE SET heard_at = excluded.heard_at`,
          next.business,
          next.customer,
          next.at,
        );
      } else typingUntil.delete(chatKey(next.business, next.customer));
      changed(next.business, next.customer);
    },
    tick(id, ticks) {
      const found = message(id);
      if (!found || RANK[ticks] <= RANK[found.ticks]) return false;
      file.run('UPDATE messages SET ticks = ? WHERE id = ?', ticks, id);
      changed(found.business, found.customer);
      return true;
    },
    react(id, sender, emoji) {
      if (emoji === undefined || emoji === '') file.run('DELETE FROM reactions WHERE message = ? AND sender = ?', id, sender);
      else file.run('INSERT OR REPLACE INTO reactions (message, sender, emoji) VALUES (?, ?, ?)', id, sender, emoji);
      const found = message(id);
      if (found) changed(found.business, found.customer);
    },
    seen(last) {
      file.run(
        `UPDATE messages SET ticks = 'read' WHERE business = ? AND customer = ? AND sender = 'customer'
         AND (id = ? OR ticks = 'delivered') AND seq <= (SELECT seq FROM messages WHERE id = ?)`,
        last.business,
        last.customer,
        last.id,
        last.id,
      );
      changed(last.business, last.customer);
    },
    typing(business, customer) {
      const until = clock.now() + TYPING_MS;
      typingUntil.set(chatKey(business, customer), until);
      changes.changed(business, customer);
      void clock.until(until, closing).then(() => changes.changed(business, customer));
    },
    show(business, customer) {
      const reactions = file.rows<Reaction>(
        `SELECT r.message, r.sender, r.emoji FROM reactions r JOIN messages m ON m.id = r.message
         WHERE m.business = ? AND m.customer = ?`,
        business,
        customer,
      );
      const byMessage = Map.groupBy(reactions, (reaction) => reaction.message);
      const until = windowUntil(business, customer);
      return {
        bubbles: of(business, customer).flatMap((each) => bubbleOf(each, byMessage.get(each.id) ?? [])),
        typing: (typingUntil.get(chatKey(business, customer)) ?? 0) > clock.now(),
        ...(until !== undefined && { windowUntil: until }),
      };
    },
  };
}

interface Reaction {
  readonly message: string;
  readonly sender: 'customer' | 'business';
  readonly emoji: string;
}

function bubbleOf(message: StoredMessage, reactions: readonly Reaction[]): Bubble[] {
  const { id, sender, at, content, replyTo, ticks } = message;
  if (!content) return [];
  const shown = reactions.map((reaction) => ({ from: reaction.sender, emoji: reaction.emoji }));
  return [{ id, from: sender, at, content, ...(replyTo !== undefined && { replyTo }), ticks, reactions: shown }];
}

const messageOf = (row: Row): StoredMessage => ({
  id: row.id,
  business: row.business,
  customer: row.customer,
  sender: row.sender,
  at: row.at,
  ...(row.content !== null && { content: bubbleContent.parse(JSON.parse(row.content)) }),
  ...(row.reply_to !== null && { replyTo: row.reply_to }),
  ticks: row.ticks,
  about: JSON.parse(row.about),
});
