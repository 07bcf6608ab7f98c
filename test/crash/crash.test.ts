import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf } from './checks.ts';
import { type CrashRun, crash } from './crash.ts';
import type { Evidence, TenantEvidence } from './evidence.ts';

const ROUNDS = 3;

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

  it.each<[promise: string, change: (salon: TenantEvidence) => Partial<TenantEvidence>]>([
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
      ({ inbound }) => ({ inbound: inbound.map((message) => ({ ...message, at: -message.at, order: '' })) }),
    ],
    ['every message has one turn', ({ turns }) => ({ turns: turns.slice(1) })],
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
    ['no event is parked', () => ({ parked: 1 })],
    ['every event has one audit entry', ({ audit }) => ({ audit: audit.filter((one) => one !== audit.find(isReceived)) })],
    ['audit chains are intact', () => ({ chain: { kind: 'broken' as const, fault: 'missing' as const, sequence: 1 } })],
    ['every event is queued for the CRM once', ({ touched }) => ({ touched: [...touched, ...touched.slice(0, 1)] })],
    ['daily counts match the audit log', ({ counted }) => ({ counted: { ...counted, received: 0 } })],
  ])('notices when not: %s', (promise, change) => {
    expect(brokenIn(checksOf(changed(run.evidence, change)))).toContain(promise);
  });

  it('notices what went astray, what is unfinished, and that there was nothing to look at', () => {
    expect(brokenIn(checksOf({ ...run.evidence, strays: 1 }))).toEqual(['no webhook was left unassigned']);
    const lags = { recorder: { waiting: 1, parked: 0 } };
    expect(brokenIn(checksOf({ ...run.evidence, lags }))).toEqual(['consumer groups have finished every event']);
    const silent = run.evidence.tenants.map((tenant) => ({ ...tenant, speakers: [], inbound: [], turns: [], bookings: [] }));
    expect(brokenIn(checksOf({ ...run.evidence, tenants: silent }))).toContain('acknowledged messages are in the store');
  });
});

function isReceived({ kind }: TenantEvidence['audit'][number]): boolean {
  return kind === 'message.received';
}

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
