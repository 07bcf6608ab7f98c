import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Expired } from '#contracts/expiring.ts';
import { insert, replace } from '#contracts/store.ts';
import { passes, posters, subjects, things, type Engine, type Subject } from './subject.ts';

/** What every engine promises of finding what has expired. */
export function describeExpiring(engine: Engine): void {
  describe(`${engine.name} as a finder of what has expired`, () => {
    const { fresh, closeAll } = subjects(engine);
    let subject: Subject;

    beforeEach(async () => {
      subject = await fresh();
    });
    afterEach(closeAll);

    const issue = (tenant: string, id: string, until: number) =>
      subject.store.tenant(tenant).commit([insert(passes, { id, until })]);
    const named = (found: readonly Expired[]) => found.map(({ tenantId, id }) => `${tenantId} ${id}`).toSorted();

    it('finds the expired documents of all tenants, with their versions', async () => {
      await issue('shop', 'old', 999);
      await issue('other', 'old', 1);
      await issue('shop', 'just now', 1_000);
      await issue('shop', 'never', 0);
      const found = await subject.expiring.expired(passes, 1_000, 10, []);
      expect(named(found)).toEqual(['other old', 'shop old']);
      expect(found.map(({ version }) => version)).toEqual([1, 1]);
    });

    it('follows a document whose time has changed', async () => {
      await issue('shop', 'p', 500);
      const was = await subject.store.tenant('shop').get(passes, 'p');
      if (!was) throw new Error('the pass is not there');
      await subject.store.tenant('shop').commit([replace(passes, was, { id: 'p', until: 2_000 })]);
      expect(await subject.expiring.expired(passes, 1_000, 10, [])).toEqual([]);
      expect(await subject.expiring.expired(passes, 2_001, 10, [])).toEqual([{ tenantId: 'shop', id: 'p', version: 2 }]);
    });

    it('gives no more than are asked for, and passes over tenants that it is told to', async () => {
      for (let n = 0; n < 5; n += 1) await issue('shop', `p${n}`, 1 + n);
      await issue('other / é', 'p%2F', 9);
      expect(await subject.expiring.expired(passes, 1_000, 3, [])).toHaveLength(3);
      expect(named(await subject.expiring.expired(passes, 1_000, 3, ['shop']))).toEqual(['other / é p%2F']);
      expect(await subject.expiring.expired(passes, 1_000, 3, ['shop', 'other / é'])).toEqual([]);
    });

    it("finds the platform's own", async () => {
      await subject.store.platform.commit([
        insert(posters, { id: 'old', until: 1 }),
        insert(posters, { id: 'new', until: 5_000 }),
      ]);
      expect(await subject.expiring.expired(posters, 1_000, 10, [])).toEqual([{ tenantId: undefined, id: 'old', version: 1 }]);
    });

    it('refuses a collection that does not expire', async () => {
      await expect(subject.expiring.expired(things, 1_000, 10, [])).rejects.toMatchObject({ code: 'invalid', happened: 'no' });
    });
  });
}
