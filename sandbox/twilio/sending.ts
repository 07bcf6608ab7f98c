import { randomUUID } from 'node:crypto';
import type { Update } from '../shared/courier-rules.ts';
import type { OfferedChoice } from '../shared/phone.ts';
import type { Sandbox } from '../shared/sandbox.ts';
import type { TwilioSandbox } from './config.ts';
import type { Shown } from './content-bubble.ts';
import type { MessageRow, MessageStore } from './message-store.ts';
import { type SendError, outsideWindow, queueOverflow, recipientUnknown, validityExpired } from './refusals.ts';
import type { Outgoing } from './send-request.ts';
import { statusFields } from './status-fields.ts';
import { writePayload } from './webhooks.ts';

/** How long WhatsApp takes from Twilio to the phone. */
const DELIVERY_MS = 250;
const MOST_AT_ONCE = 200;

/** Moves accepted messages through their statuses, accepted → queued → sent → delivered, at each sender's rate. */
export interface Sending {
  /** When a message accepted now would be sent, in fractions of a millisecond, so that 80 per second are exactly 80. */
  leavesAt(business: string): number;
  /** Takes a place in the queue, sends the first status callback, and starts the rest. Inside `file.write` only. */
  begin(row: Omit<MessageRow, 'seq'>, leavesAt: number): void;
  stop(): Promise<void>;
}

interface Parts {
  readonly config: TwilioSandbox;
  readonly sandbox: Sandbox;
  readonly messages: MessageStore;
}

export function startSending({ config, sandbox, messages }: Parts): Sending {
  const { chats, clock, courier, customers, file } = sandbox;
  const lastSlots = new Map<string, number>();
  const stopping = new AbortController();
  let sleep = new AbortController();

  const tell = (row: Omit<MessageRow, 'seq'>): void =>
    courier.add(statusUpdates(config, row, customers.get(row.customer)?.userId));
  const step = (row: MessageRow, next: Parameters<MessageStore['step']>[1]): void => tell(messages.step(row, next, clock.now()));
  const fail = (row: MessageRow, error: SendError): void =>
    step(row, { status: error.status, error_code: error.code, error_message: error.message });

  function advance(row: MessageRow): void {
    const now = clock.now();
    if (row.status === 'accepted') return step(row, { status: 'queued', due: row.leave_at });
    if (row.status === 'sent') {
      chats.tick(row.sid, 'delivered');
      return step(row, { status: 'delivered' });
    }
    // Checked when the message's turn comes, as WhatsApp does: the window may have closed meanwhile.
    const outgoing = readOutgoing(row);
    if (row.leave_at - row.created_at > config.queueSeconds * 1000) return fail(row, queueOverflow);
    if (now > row.expires_at) return fail(row, validityExpired);
    if (row.customer === '') return fail(row, recipientUnknown);
    if (!outgoing.template && chats.windowUntil(row.business, row.customer) === undefined) return fail(row, outsideWindow);
    if (outgoing.unfit) return fail(row, outgoing.unfit);

    const { business, customer, sid: id } = row;
    const about = { choices: choicesOf(outgoing.shown, outgoing.template) };
    chats.add({ id, business, customer, sender: 'business', at: now, content: outgoing.shown.content, ticks: 'sent', about });
    step(row, { status: 'sent', sent_at: now, due: now + DELIVERY_MS });
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      sleep = new AbortController();
      await clock.until(messages.nextDue() ?? Number.MAX_SAFE_INTEGER, AbortSignal.any([sleep.signal, stopping.signal]));
      if (stopping.signal.aborted) return;
      await file.write(() => {
        for (const row of messages.due(clock.now(), MOST_AT_ONCE)) advance(row);
      });
    }
  }

  const running = run();
  return {
    leavesAt: (business) =>
      Math.max(clock.now(), (lastSlots.get(business) ?? messages.lastToLeave(business)) + 1000 / config.messagesPerSecond),
    begin(row, leavesAt) {
      lastSlots.set(row.business, leavesAt);
      tell(row);
      file.afterWrite(() => sleep.abort());
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** The callback for the message's current status. */
export function statusUpdates(config: TwilioSandbox, row: Omit<MessageRow, 'seq'>, userId = ''): Update[] {
  if (row.callback === '') return [];
  const fields = statusFields(row, { accountSid: config.accountSid, senderSid: row.business, userId });
  return [{ lane: row.sid, kind: 'status', about: row.sid, url: row.callback, payload: writePayload(fields, randomUUID()) }];
}

// Only `message-routes.ts` writes it, from a checked request.
const readOutgoing = (row: MessageRow): Outgoing => JSON.parse(row.outgoing);

function choicesOf({ taps }: Shown, template: boolean): OfferedChoice[] {
  return taps.map((tap) => ({ ...tap, by: template && tap.by === 'button' ? 'template' : tap.by }));
}
