import { describe, expect, it } from 'vitest';
import { type AuditEntry, type AuditFact, auditEntries, auditHeads } from '#contracts/records/audit.ts';
import { type Stored, type TenantStore, type Write, insert, remove, replace } from '#contracts/store.ts';
import { appendAudit } from '#core/audit/append.ts';
import { hashOf } from '#core/audit/chain.ts';
import { verifyChain } from '#core/audit/verify.ts';
import { givenTenant } from '#test/support/given.ts';

const fact = (n: number): AuditFact => ({ id: `e${n}`, kind: 'message.wanted', at: 1_000 + n, about: { messageId: `m${n}` } });

/** A chain of five entries, and the hands of somebody who gets at the data file. */
async function given() {
  const { tenant } = await givenTenant();
  await appendAudit(tenant, [1, 2, 3].map(fact));
  await appendAudit(tenant, [4, 5].map(fact));
  const entry = async (n: number): Promise<Stored<AuditEntry>> => {
    const found = await tenant.get(auditEntries, `e${n}`);
    if (!found) throw new Error('there is no such entry');
    return found;
  };
  return {
    tenant,
    entry,
    verdict: () => verifyChain(tenant),
    tamper: async (...writes: Write[]) => expect(await tenant.commit(writes)).toEqual({ kind: 'committed' }),
    sealed: (value: AuditEntry) => ({ ...value, hash: hashOf(tenant.tenantId, value) }),
    head: async () => {
      const found = await tenant.get(auditHeads, 'head');
      if (!found) throw new Error('there is no head');
      return found;
    },
  };
}

describe('verifying the audit chain', () => {
  it('finds nothing wrong with one that was left alone', async () => {
    const { verdict, head } = await given();
    expect(await verdict()).toEqual({ kind: 'holds', entries: 5, head: (await head()).value.hash });
  });

  it('finds nothing wrong with one that is empty', async () => {
    const { tenant } = await givenTenant();
    expect(await verifyChain(tenant)).toEqual({ kind: 'holds', entries: 0, head: '' });
  });

  it.each([
    ['kind', { kind: 'booking.cancelled' }],
    ['time', { at: 7 }],
    ['subject', { about: { messageId: 'm9' } }],
    ['subjects', { about: { messageId: 'm3', bookingId: 'b1' } }],
    ['hash', { hash: 'f'.repeat(64) }],
  ])('finds a changed %s', async (_, change) => {
    const { entry, tamper, verdict } = await given();
    const third = await entry(3);
    await tamper(replace(auditEntries, third, { ...third.value, ...change }));
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'changed', sequence: 3 });
  });

  it('finds something that was added to an entry, of which the chain knows nothing', async () => {
    const { entry, tenant } = await given();
    const third = await entry(3);
    const about = { ...third.value.about, note: 'paid' };
    const seen = withEntry(tenant, { ...third.value, about });
    expect(await verifyChain(seen)).toEqual({ kind: 'broken', fault: 'changed', sequence: 3 });
  });

  it('finds a changed entry whose hash was made again', async () => {
    const { entry, tamper, verdict, sealed } = await given();
    const third = await entry(3);
    await tamper(replace(auditEntries, third, sealed({ ...third.value, at: 7 })));
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'unlinked', sequence: 4 });
  });

  it('finds the last entry changed, though its hash was made again', async () => {
    const { entry, tamper, verdict, sealed } = await given();
    const last = await entry(5);
    await tamper(replace(auditEntries, last, sealed({ ...last.value, at: 7 })));
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'head', sequence: 5 });
  });

  it.each([1, 3, 5])('finds that entry %i was removed', async (n) => {
    const { entry, tamper, verdict } = await given();
    await tamper(remove(auditEntries, await entry(n)));
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'missing', sequence: n });
  });

  it('finds that all of them were removed', async () => {
    const { entry, tamper, verdict } = await given();
    for (const n of [1, 2, 3, 4, 5]) await tamper(remove(auditEntries, await entry(n)));
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'missing', sequence: 1 });
  });

  it('finds that one was removed and those behind it moved up', async () => {
    const { entry, tamper, verdict, sealed } = await given();
    const [third, fourth] = [await entry(3), await entry(4)];
    await tamper(remove(auditEntries, third), replace(auditEntries, fourth, sealed({ ...fourth.value, sequence: 3 })));
    expect(await verdict()).toMatchObject({ kind: 'broken', fault: 'unlinked', sequence: 3 });
  });

  it.each([
    [3, 4],
    [6, 6],
    [60, 6],
  ])('finds one that was inserted as number %i', async (sequence, at) => {
    const { entry, tamper, verdict, sealed } = await given();
    const like = (await entry(3)).value;
    const previous = sequence === 3 ? like.previous : (await entry(5)).value.hash;
    await tamper(insert(auditEntries, sealed({ ...like, id: 'forged', sequence, previous })));
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'inserted', sequence: at });
  });

  it('finds two that changed places', async () => {
    const { entry, tamper, verdict } = await given();
    const [second, third] = [await entry(2), await entry(3)];
    await tamper(
      replace(auditEntries, second, { ...second.value, sequence: 3 }),
      replace(auditEntries, third, { ...third.value, sequence: 2 }),
    );
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'changed', sequence: 2 });
  });

  it('finds two that changed places, though their hashes were made again', async () => {
    const { entry, tamper, verdict, sealed } = await given();
    const [second, third] = [await entry(2), await entry(3)];
    await tamper(
      replace(auditEntries, second, sealed({ ...second.value, sequence: 3 })),
      replace(auditEntries, third, sealed({ ...third.value, sequence: 2 })),
    );
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'unlinked', sequence: 2 });
  });

  it('finds a head that was set back or taken away', async () => {
    const { head, entry, tamper, verdict } = await given();
    const four = (await entry(4)).value;
    const last = await head();
    await tamper(replace(auditHeads, last, { ...last.value, sequence: 4, hash: four.hash }));
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'inserted', sequence: 5 });
    await tamper(remove(auditHeads, await head()));
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'inserted', sequence: 1 });
  });

  it('finds an entry of another tenant in the place of ours', async () => {
    const { tenant, entry, tamper, verdict } = await given();
    const third = await entry(3);
    const foreign = { ...third.value, hash: hashOf('tenant-2', third.value) };
    expect(tenant.tenantId).not.toBe('tenant-2');
    await tamper(replace(auditEntries, third, foreign));
    expect(await verdict()).toEqual({ kind: 'broken', fault: 'changed', sequence: 3 });
  });

  it('is not disturbed by appends while it walks', async () => {
    const { tenant } = await given();
    let n = 5;
    const busy: TenantStore = {
      ...tenant,
      async find(collection, query) {
        const page = await tenant.find(collection, query);
        if (n < 12) await appendAudit(tenant, [fact((n += 1))]);
        return page;
      },
    };
    expect(await verifyChain(busy)).toMatchObject({ kind: 'holds', entries: 12 });
  });

  it('walks a chain that is longer than a page', async () => {
    const { tenant } = await givenTenant();
    for (let n = 0; n < 2_100; n += 150)
      await appendAudit(
        tenant,
        Array.from({ length: 150 }, (_, k) => fact(n + k)),
      );
    expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: 2_100 });
  });
});

/** The tenant's store as it reads with this document in it, which no commit of ours would let through. */
function withEntry(tenant: TenantStore, entry: AuditEntry): TenantStore {
  return {
    ...tenant,
    async find(collection, query) {
      const page = await tenant.find(collection, query);
      const items = page.items.map((one) => (one.value.id === entry.id ? { ...one, value: { ...one.value, ...entry } } : one));
      return { ...page, items };
    },
  };
}

describe('a chain with a retention period', () => {
  async function expiring() {
    const { tenant } = await givenTenant();
    await appendAudit(tenant, [1, 2].map(fact), 2_000);
    await appendAudit(tenant, [3].map(fact), 1_500);
    await appendAudit(tenant, [4, 5].map(fact), 3_000);
    const gone = async (...numbers: readonly number[]) => {
      for (const n of numbers) {
        const found = await tenant.get(auditEntries, `e${n}`);
        if (found) await tenant.commit([remove(auditEntries, found)]);
      }
    };
    return { tenant, gone };
  }

  it('holds without the entries that have expired, however many of them are still there', async () => {
    const { tenant, gone } = await expiring();
    await gone(2);
    expect(await verifyChain(tenant, 2_500)).toMatchObject({ kind: 'holds', entries: 5, from: 4 });
    await gone(1, 3);
    expect(await verifyChain(tenant, 2_500)).toMatchObject({ kind: 'holds', entries: 5, from: 4 });
    await gone(4, 5);
    expect(await verifyChain(tenant, 3_500)).toMatchObject({ kind: 'holds', entries: 5, from: 6 });
  });

  it('lets no entry expire before an earlier one', async () => {
    const { tenant } = await expiring();
    expect((await tenant.get(auditEntries, 'e3'))?.value.expiresAt).toBe(2_000);
  });

  it('does not hold without an entry that has not expired', async () => {
    const { tenant, gone } = await expiring();
    await gone(1, 2, 3, 5);
    expect(await verifyChain(tenant, 2_500)).toEqual({ kind: 'broken', fault: 'missing', sequence: 5 });
  });

  it('finds a changed entry behind those that have expired', async () => {
    const { tenant, gone } = await expiring();
    await gone(1, 2, 3);
    const was = await tenant.get(auditEntries, 'e4');
    if (was) await tenant.commit([replace(auditEntries, was, { ...was.value, at: 7 })]);
    expect(await verifyChain(tenant, 2_500)).toEqual({ kind: 'broken', fault: 'changed', sequence: 4 });
  });
});
