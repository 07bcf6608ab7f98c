import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence, TenantEvidence } from '#test/harness/evidence.ts';
import { checksOf, promises } from '#test/harness/promises.ts';
import { type CrashRun, crash } from './crash.ts';

const ROUNDS = 3;
const STRAYS = 'no webhook was left unassigned';
const PLATFORM = "the platform's audit chain is intact and has everything that operators created";
const UNFINISHED = 'consumer groups have finished every event';

/** One thing wrong at a business, and the promise that this breaks. */
const wrongs: readonly (readonly [promise: string, change: (salon: TenantEvidence) => Partial<TenantEvidence>])[] = [
  ['acknowledged messages are in the store', ({ inbound }) => ({ inbound: inbound.slice(1) })],
  ['messages are in the store once', ({ inbound }) => ({ inbound: [...inbound, ...inbound.slice(0, 1)] })],
  [
    'messages belong to the contact who wrote them',
    ({ inbound, conversations }) => ({
      inbound: inbound.map((message, n) =>
        n > 0 ? message : { ...message, conversationId: otherThan(message.conversationId, conversations) },
      ),
    }),
  ],
  [
    'messages of a conversation are in the order in which they were sent',
    ({ inbound }) => ({ inbound: inbound.map((message) => ({ ...message, at: 0, order: reversed(message.order) })) }),
  ],
  ['every message has one turn', ({ turns }) => ({ turns: turns.filter(({ cause }) => cause.kind !== 'message') })],
  [
    'conversations that were given back to the bot have one turn for it',
    ({ turns }) => ({ turns: turns.filter(({ cause }) => cause.kind === 'message') }),
  ],
  ['turns ran in the order of their messages', ({ turns }) => ({ turns: turns.map((turn) => ({ ...turn, at: -turn.at })) })],
  ['replies match what the turns decided', ({ outbound }) => ({ outbound: outbound.slice(1) })],
  ['the provider accepted each send once', ({ accepted }) => ({ accepted: [...accepted, ...accepted.slice(0, 1)] })],
  ['everything that the provider accepted is ours', ({ outbound }) => ({ outbound: outbound.slice(1) })],
  [
    'sends went to the customer of their conversation',
    ({ accepted }) => ({
      accepted: accepted.map((send) => ({
        ...send,
        to: otherThan(
          send.to,
          accepted.map(({ to: id }) => ({ id })),
        ),
      })),
    }),
  ],
  ['replies reached the phone in order', ({ accepted }) => ({ accepted: accepted.toReversed() })],
  [
    'every outgoing message reached a final state',
    ({ outbound }) => ({ outbound: outbound.map((one) => ({ ...one, state: 'wanted' as const })) }),
  ],
  [
    'sends without an answer are listed as unsettled',
    ({ outbound }) => ({ outbound: outbound.map((one) => ({ ...one, state: 'unsettled' as const })), unsettled: [] }),
  ],
  [
    'the provider accepted what the store calls accepted, and nothing that it calls refused',
    ({ outbound }) => ({ outbound: outbound.map((one) => ({ ...one, state: 'refused' as const })) }),
  ],
  [
    'every refusal has a reason',
    ({ outbound }) => ({ outbound: outbound.map((one) => ({ ...one, state: 'refused' as const, attempts: [] })) }),
  ],
  [
    "the provider's delivery updates are recorded",
    ({ outbound }) => ({ outbound: outbound.map((one) => ({ ...one, receipts: { ...one.receipts, deliveredAt: 0 } })) }),
  ],
  [
    'claims of one person do not overlap',
    ({ agendas }) => ({
      agendas: agendas.map((agenda) => ({
        ...agenda,
        claims: agenda.claims.flatMap((claim) => [claim, { ...claim, bookingId: 'x', from: claim.from + 1 }]),
      })),
    }),
  ],
  ['agendas contain the confirmed bookings and nothing else', () => ({ agendas: [] })],
  [
    'every step of a booking was decided by one turn',
    ({ bookings }) => ({ bookings: bookings.map((one) => ({ ...one, history: one.history.flatMap((step) => [step, step]) })) }),
  ],
  [
    'visitors got each booking, move and cancellation exactly once',
    ({ bookings }) => ({ bookings: bookings.flatMap((one) => [one, { ...one, id: `${one.id}x` }]) }),
  ],
  [
    'sends went through the current account, and no account was paused',
    ({ accounts }) => ({ paused: accounts.map(({ id }) => id) }),
  ],
  [
    'every hold has an end in the due-queue, and nothing else waits there for holds',
    ({ bookings, due }) => ({ due: [...due, endOf(bookings[0]?.id ?? '')] }),
  ],
  ['no work is overdue or has failed', ({ due, at }) => ({ due: [...due, { ...endOf('x'), dueAt: at - 60_000 }] })],
  ['no event is parked', () => ({ parked: 1 })],
  ['every event has one audit entry', ({ audit }) => ({ audit: [...audit, ...audit.slice(0, 1)] })],
  [
    'every message and every step of its delivery is audited, and nothing else',
    ({ audit }) => ({ audit: without(audit, 'message.delivered') }),
  ],
  [
    'every contact is audited as created once, and nothing changed that nobody changed',
    ({ audit }) => ({ audit: without(audit, 'contact.created') }),
  ],
  [
    'every conversation is audited as opened once, and as handed over when a turn did so',
    ({ audit }) => ({ audit: without(audit, 'conversation.opened') }),
  ],
  ['every step of a booking is audited', ({ audit }) => ({ audit: without(audit, 'booking.moved') })],
  ['every conversation has one row in the inbox', ({ rows }) => ({ rows: rows.slice(1) })],
  [
    'rows stand where the last message of the customer puts them',
    ({ rows }) => ({ rows: rows.map((row) => ({ ...row, lastAt: row.lastAt - 1 })) }),
  ],
  ['rows are in the lists that follow from them', ({ rows }) => ({ rows: rows.map((row) => ({ ...row, tags: ['open'] })) })],
  ['the counts of the lists equal the rows', ({ rowCounts }) => ({ rowCounts: rowCounts.slice(1) })],
  [
    'what no person has read is unread, and open',
    ({ rows }) => ({ rows: rows.map((row) => ({ ...row, unread: row.unread + 1 })) }),
  ],
  [
    'the bot answers, unless a person was promised or took over',
    ({ rows }) => ({ rows: rows.map((row) => ({ ...row, answers: { ...row.answers, by: 'person' as const } })) }),
  ],
  ['what staff did last is kept', ({ rows }) => ({ rows: rows.map((row) => ({ ...row, assigneeId: 'nobody' })) })],
  [
    'what staff and the bot did to a conversation is audited once',
    ({ audit }) => ({ audit: without(audit, 'conversation.labelled') }),
  ],
  ['audit chains are intact', () => ({ chain: { kind: 'broken' as const, fault: 'missing' as const, sequence: 1 } })],
  ['every event is queued for the CRM once', ({ touched }) => ({ touched: [...touched, ...touched.slice(0, 1)] })],
  ['daily counts match the audit log', ({ counted }) => ({ counted: { ...counted, received: 0 } })],
];

/** A short run of `npm run crash`, and the same evidence with one thing wrong at a time: each must be noticed. */
describe('an app that is killed under load', () => {
  let folder: string;
  let run: CrashRun;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deskbell-crash-'));
    run = await crash({
      folder,
      seed: 'test',
      rounds: ROUNDS,
      seconds: 2,
      writers: 16,
      perSecond: 60,
      visitorsAtATime: 1,
      tell: () => {},
    });
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('keeps every promise', () => {
    expect(run.kills).toBeGreaterThanOrEqual(ROUNDS);
    expect(run.load.acknowledged).toBeGreaterThan(16);
    expect(brokenIn(run.checks)).toEqual([]);
  });

  it.each(wrongs)('notices when not: %s', (promise, change) => {
    expect(brokenIn(checksOf(changed(run.evidence, change)))).toContain(promise);
  });

  it('has a case for each promise', () => {
    const named = [...wrongs.map(([promise]) => promise), STRAYS, PLATFORM, UNFINISHED];
    expect(named.toSorted()).toEqual(promises.toSorted());
  });

  it('notices what went astray, what is unfinished, and that there was nothing to look at', () => {
    const { platform } = run.evidence;
    expect(brokenIn(checksOf({ ...run.evidence, platform: { ...platform, strays: 1 } }))).toEqual([STRAYS]);
    expect(brokenIn(checksOf({ ...run.evidence, platform: { ...platform, audit: platform.audit.slice(1) } }))).toEqual([
      PLATFORM,
    ]);
    expect(brokenIn(checksOf({ ...run.evidence, platform: { ...platform, parked: 1 } }))).toEqual(['no event is parked']);
    const lags = { inbox: { waiting: 1, parked: 0 } };
    expect(brokenIn(checksOf({ ...run.evidence, lags }))).toEqual([UNFINISHED]);
    const silent = run.evidence.tenants.map((tenant) => ({ ...tenant, speakers: [], inbound: [], turns: [], bookings: [] }));
    expect(brokenIn(checksOf({ ...run.evidence, tenants: silent }))).toContain('acknowledged messages are in the store');
  });
});

function brokenIn(checks: CrashRun['checks']): readonly string[] {
  return checks.filter(({ broken }) => broken.length > 0).map(({ what }) => what);
}

/** The evidence with something wrong at the first business. */
function changed(evidence: Evidence, change: (salon: TenantEvidence) => Partial<TenantEvidence>): Evidence {
  return { ...evidence, tenants: evidence.tenants.map((tenant, n) => (n === 0 ? { ...tenant, ...change(tenant) } : tenant)) };
}

function otherThan(id: string, all: readonly { readonly id: string }[]): string {
  return all.find((one) => one.id !== id)?.id ?? '';
}

function reversed(order: string): string {
  return String(9e15 - Number.parseInt(order, 10)).padStart(16, '0');
}

function without(audit: TenantEvidence['audit'], kind: string): TenantEvidence['audit'] {
  return audit.filter((entry) => entry.kind !== kind);
}

function endOf(bookingId: string): TenantEvidence['due'][number] {
  const id = `hold.ends:${bookingId}`;
  return {
    id,
    lane: 'agenda:ana',
    class: 5,
    dueAt: Number.MAX_SAFE_INTEGER,
    kind: 'hold.ends',
    about: { bookingId },
    why: 'scheduled',
    attempts: 0,
  };
}
