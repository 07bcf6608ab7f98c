import { describe, expect, it } from 'vitest';
import { type AuditFact, auditEntries } from '#contracts/records/audit.ts';
import { StoreFailure, type TenantStore } from '#contracts/store.ts';
import { appendAudit } from '#core/audit/append.ts';
import { auditFactOf } from '#core/audit/fact.ts';
import { verifyChain } from '#core/audit/verify.ts';
import { givenTenant } from '#test/support/given.ts';

const fact = (id: string): AuditFact => ({ id, kind: 'message.wanted', at: 1_000, about: { messageId: `m-${id}` } });

describe('appending to the audit chain', () => {
  it('continues where the last batch ended', async () => {
    const { tenant } = await givenTenant();
    await appendAudit(tenant, [fact('a'), fact('b')]);
    await appendAudit(tenant, [fact('c')]);
    const page = await tenant.find(auditEntries, { by: 'bySequence', equals: [], limit: 10 });
    expect(page.items.map(({ value }) => [value.sequence, value.id])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(page.items[1]?.value.previous).toBe(page.items[0]?.value.hash);
  });

  it('writes an event once, in the same batch and later', async () => {
    const { tenant } = await givenTenant();
    await appendAudit(tenant, [fact('a'), fact('a'), fact('b')]);
    await appendAudit(tenant, [fact('b'), fact('c'), fact('a')]);
    await appendAudit(tenant, [fact('c')]);
    expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: 3 });
  });

  it('loses and doubles nothing while several write to one chain', async () => {
    const { tenant } = await givenTenant();
    const writers = [0, 1, 2].map(async (writer) => {
      for (let n = 0; n < 20; n += 1) await appendAudit(tenant, [fact(`${writer}-${n}`), fact(`shared-${n}`)]);
    });
    await Promise.all(writers);
    expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: 80 });
  });

  it('is done when the first try was on disk and nobody heard of it', async () => {
    const { tenant } = await givenTenant();
    await appendAudit(tenant, [fact('a')]);
    const lost = failing(tenant, 'after');
    await expect(appendAudit(lost, [fact('b'), fact('c')])).rejects.toThrow(StoreFailure);
    await appendAudit(tenant, [fact('b'), fact('c'), fact('d')]);
    expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: 4 });
  });

  it('writes nothing of a batch that the store did not take', async () => {
    const { tenant } = await givenTenant();
    await expect(appendAudit(failing(tenant, 'before'), [fact('a')])).rejects.toThrow(StoreFailure);
    expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: 0 });
  });
});

describe('what the audit keeps of an event', () => {
  it('is what it names by an id of ours, and nothing that anybody said or is called', () => {
    const event = {
      id: 'e1',
      tenantId: 'tenant-1',
      stream: 'inbound' as const,
      key: 'sender-1:+34600000001',
      kind: 'arrival.message',
      version: 1,
      at: 5,
      data: {
        connectionId: 'path-of-the-webhook',
        senderId: 'sender-1',
        rawId: 'raw-1',
        event: { kind: 'message', providerMessageId: 'wamid.34600000001', from: { phone: '+34600000001' }, profileName: 'Ana' },
      },
    };
    expect(auditFactOf(event)).toEqual({
      id: 'e1',
      kind: 'arrival.message',
      at: 5,
      about: { senderId: 'sender-1', rawId: 'raw-1' },
    });
  });
});

/** A store that fails at the commit: before anything is written, or after all of it was. */
function failing(tenant: TenantStore, when: 'before' | 'after'): TenantStore {
  return {
    ...tenant,
    async commit(writes, events) {
      if (when === 'after') await tenant.commit(writes, events);
      throw new StoreFailure('unavailable', 'unknown', 'the connection was lost');
    },
  };
}
