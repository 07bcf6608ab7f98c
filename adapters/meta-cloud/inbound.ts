import type { InboundPart } from '#contracts/channel.ts';
import type { EpochMs } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { deliveryStatus } from '#contracts/inbound.ts';
import type { InboundEvent, ProviderError } from '#contracts/inbound.ts';
import { contentOf, identitiesAfter } from './inbound-content.ts';
import { fields, idOf, isFields, items, readJson, words } from './json.ts';
import type { Fields } from './json.ts';
import { NAME } from './name.ts';
import { identities, whoIsWho } from './people.ts';
import type { WhoIsWho } from './people.ts';

/** Meta puts at most 1,000 updates into one webhook. Further ones are kept raw with their change. */
const MOST_IN_A_LIST = 1_000;
/** The id and time of an entry have about 30 characters together. They are kept with each of its changes. */
const LONGEST_HEAD = 512;
/** A refusal has one reason, rarely two. */
const MOST_ERRORS = 20;

/** The stored form of a change, which can be parsed again. */
interface StoredChange {
  readonly entryId?: unknown;
  readonly entryTime?: unknown;
  readonly change: unknown;
}

/**
 * Returns one part per change, each with its own address. Parts are translated lazily. A value that cannot be read becomes
 * `unrecognised`, and its neighbours are still read. @throws AdapterFailure `malformed`, in the call itself
 */
export function readWebhook(body: string, receivedAt: EpochMs): Iterable<InboundPart> {
  const { entry } = fields(readJson(body));
  if (!Array.isArray(entry)) throw new AdapterFailure(NAME, 'malformed', 'the body is not JSON with a list of entries');
  return changesOf(entry, receivedAt);
}

function* changesOf(entries: readonly unknown[], receivedAt: EpochMs): Generator<InboundPart> {
  for (const entry of entries) {
    const { id: entryId, time: entryTime, changes } = fields(entry);
    const readable = Array.isArray(changes) && JSON.stringify([entryId, entryTime]).length <= LONGEST_HEAD;
    if (!readable) yield readChange({ change: entry }, receivedAt);
    else for (const change of changes as readonly unknown[]) yield readChange({ entryId, entryTime, change }, receivedAt);
  }
}

export function readStored(raw: string, receivedAt: EpochMs): InboundPart[] {
  const stored = readJson(raw);
  if (!isFields(stored) || !('change' in stored)) {
    throw new AdapterFailure(NAME, 'malformed', 'the stored form is not JSON with a change');
  }
  const { entryId, entryTime, change } = stored;
  return [readChange({ entryId, entryTime, change }, receivedAt)];
}

function readChange(stored: StoredChange, receivedAt: EpochMs): InboundPart {
  const { field, value } = fields(stored.change);
  const address = idOf(fields(fields(value).metadata).phone_number_id);
  const events = eventsOf(words(field), value, instant(stored.entryTime, receivedAt), receivedAt);
  const businessAccount = idOf(stored.entryId);
  const providerAt = writtenTime(stored, fields(value));
  return {
    ...(address !== undefined && { address }),
    ...(businessAccount !== undefined && { businessAccount }),
    raw: JSON.stringify(stored),
    ...(providerAt !== undefined && { providerAt }),
    events,
  };
}

/**
 * Only `messages` contains what customers write to the business now. `standby` (another agent owns the conversation) and
 * `history` contain the same lists but must not be answered. Like every other field, they become a notice.
 */
function eventsOf(field: string | undefined, value: unknown, entryAt: EpochMs, receivedAt: EpochMs): InboundEvent[] {
  if (field === undefined) return [unreadable('change', 'it has no field', receivedAt)];
  if (!isFields(value)) return [unreadable('value', 'it is not an object', receivedAt)];
  if (field === 'messages') return messagesOf(value, receivedAt);
  if (field === 'smb_message_echoes') {
    const who = whoIsWho(value.contacts);
    return orNothingKnown(
      each(value, 'message_echoes', (echo, where) => readEcho(echo, where, who, receivedAt), receivedAt),
      receivedAt,
    );
  }
  const event = words(value.event);
  const about = event !== undefined && /^[A-Z_]{1,64}$/.test(event) ? `${field}.${event}` : field;
  return [{ kind: 'notice', about: about.slice(0, 128), at: entryAt, errors: errorsOf(value.errors) }];
}

function messagesOf(value: Fields, receivedAt: EpochMs): InboundEvent[] {
  const who = whoIsWho(value.contacts);
  const events = [
    ...each(value, 'messages', (message, where) => readMessage(message, where, who, receivedAt), receivedAt),
    ...each(value, 'statuses', (status, where) => readStatus(status, where, receivedAt), receivedAt),
  ];
  const errors = errorsOf(value.errors);
  if (errors.length > 0) events.push({ kind: 'notice', about: 'errors', at: receivedAt, errors });
  return orNothingKnown(events, receivedAt);
}

function orNothingKnown(events: InboundEvent[], receivedAt: EpochMs): InboundEvent[] {
  return events.length > 0 ? events : [unreadable('value', 'it contains nothing that is known', receivedAt)];
}

function each(
  value: Fields,
  list: 'messages' | 'statuses' | 'message_echoes',
  read: (one: Fields, where: string) => InboundEvent,
  receivedAt: EpochMs,
): InboundEvent[] {
  const found = value[list];
  if (found === undefined) return [];
  if (!Array.isArray(found)) return [unreadable(`value.${list}`, 'it is not a list', receivedAt)];
  const events = found.slice(0, MOST_IN_A_LIST).map((one: unknown, n) => {
    const where = `value.${list}[${n}]`;
    return isFields(one) ? read(one, where) : unreadable(where, 'it is not an object', receivedAt);
  });
  if (found.length > MOST_IN_A_LIST) {
    events.push(unreadable(`value.${list}[${MOST_IN_A_LIST}]`, 'the list is longer than any list from Meta', receivedAt));
  }
  return events;
}

function readMessage(message: Fields, where: string, who: WhoIsWho, receivedAt: EpochMs): InboundEvent {
  const providerMessageId = idOf(message.id);
  if (providerMessageId === undefined) return unreadable(where, 'it has no id', receivedAt);
  const person = who(message.from, message.from_user_id);
  const from = identitiesAfter(message) ?? person?.identities;
  if (!from) return unreadable(where, 'it does not say who wrote it', receivedAt);

  const { id, forwarded, frequently_forwarded } = fields(message.context);
  const replyTo = idOf(id);
  return {
    kind: 'message',
    providerMessageId,
    from,
    ...(person?.profileName !== undefined && { profileName: person.profileName }),
    at: instant(message.timestamp, receivedAt),
    content: contentOf(message),
    ...(replyTo !== undefined && { replyTo }),
    ...((forwarded === true || frequently_forwarded === true) && { forwarded: true }),
    ...(isFields(message.referral) && { referral: { ...message.referral } }),
  };
}

function readEcho(echo: Fields, where: string, who: WhoIsWho, receivedAt: EpochMs): InboundEvent {
  const providerMessageId = idOf(echo.id);
  if (providerMessageId === undefined) return unreadable(where, 'it has no id', receivedAt);
  const to = who(echo.to, echo.to_user_id)?.identities;
  if (!to) return unreadable(where, 'it does not say who it was sent to', receivedAt);
  const replyTo = idOf(fields(echo.context).id);
  return {
    kind: 'echo',
    providerMessageId,
    to,
    at: instant(echo.timestamp, receivedAt),
    content: contentOf(echo),
    ...(replyTo !== undefined && { replyTo }),
  };
}

function readStatus(status: Fields, where: string, receivedAt: EpochMs): InboundEvent {
  const providerMessageId = idOf(status.id);
  if (providerMessageId === undefined) return unreadable(where, 'it has no id', receivedAt);
  const known = deliveryStatus.safeParse(status.status);
  if (!known.success) return unreadable(where, 'its status is unknown', receivedAt);

  const recipient =
    status.recipient_type === 'group'
      ? identities(status.recipient_participant_id, status.recipient_participant_user_id)
      : identities(status.recipient_id, status.recipient_user_id);
  const ref = idOf(status.biz_opaque_callback_data);
  return {
    kind: 'status',
    providerMessageId,
    status: known.data,
    at: instant(status.timestamp, receivedAt),
    ...(recipient && { recipient }),
    ...(ref !== undefined && { ref }),
    errors: errorsOf(status.errors),
    ...(isFields(status.pricing) && { pricing: { ...status.pricing } }),
  };
}

function errorsOf(errors: unknown): ProviderError[] {
  return items(errors)
    .slice(0, MOST_ERRORS)
    .filter(isFields)
    .map(({ code, title, message, error_data }) => {
      const details = words(fields(error_data).details) ?? words(message);
      return {
        code: typeof code === 'number' || typeof code === 'string' ? String(code) : 'missing',
        ...(words(title) !== undefined && { title: words(title) }),
        ...(details !== undefined && { details }),
      };
    });
}

function unreadable(where: string, reason: string, at: EpochMs): InboundEvent {
  return { kind: 'unrecognised', at, where, reason };
}

/**
 * The time of the first item, or else of the entry. Read from the raw form only, so that it does not depend on when it arrived.
 */
function writtenTime({ entryTime }: StoredChange, { messages, statuses, message_echoes }: Fields): EpochMs | undefined {
  const first = [messages, statuses, message_echoes].map((list) => items(list)[0]).find((one) => one !== undefined);
  return instantWritten(fields(first).timestamp) ?? instantWritten(entryTime);
}

const EARLIEST = Date.UTC(2009, 0);
const AHEAD = 24 * 60 * 60 * 1000;

/**
 * Meta writes seconds, mostly as text. An impossible time (before WhatsApp existed, or a day in the future) is replaced by the
 * time of receipt.
 */
function instant(seconds: unknown, receivedAt: EpochMs): EpochMs {
  const at = instantWritten(seconds);
  return at !== undefined && at <= receivedAt + AHEAD ? at : receivedAt;
}

function instantWritten(seconds: unknown): EpochMs | undefined {
  const text = typeof seconds === 'number' ? String(seconds) : seconds;
  if (typeof text !== 'string' || !/^\d{1,11}$/.test(text)) return undefined;
  const at = Number(text) * 1000;
  return at >= EARLIEST ? at : undefined;
}
