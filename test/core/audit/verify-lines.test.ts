import { describe, expect, it } from 'vitest';
import { auditSubject } from '#core/audit/subject.ts';
import { appendAudit } from '#core/audit/append.ts';
import { verifyLines } from '#core/audit/verify-lines.ts';
import { verifyChain } from '#core/audit/verify.ts';
import { givenTenant } from '#test/support/given.ts';

async function exported(): Promise<{ lines: string[]; head: string }> {
  const { store, tenant } = await givenTenant();
  const fact = (id: string) => ({ id, kind: 'contact.erased', at: 1, about: { contactId: 'c', by: 'user-1' } });
  await appendAudit(tenant, ['a', 'b', 'c', 'd'].map(fact));
  await appendAudit(store.platform, [fact('p')]);
  const lines: string[] = [];
  const verb = auditSubject.verbs?.find(({ words }) => words[1] === 'export');
  expect(await verb?.run({ store } as never, {}, (line) => void lines.push(line))).toEqual({ kind: 'done' });
  const verdict = await verifyChain(tenant);
  return { lines, head: verdict.kind === 'holds' ? verdict.head : '' };
}

async function* of(lines: readonly string[]) {
  yield* lines;
}

describe('an exported audit log', () => {
  it('is checked without the store, each chain by itself', async () => {
    const { lines, head } = await exported();
    const checked = await verifyLines(of(lines));
    expect(checked.get('tenant-1')).toEqual({ kind: 'holds', entries: 4, from: 1, head });
    expect(checked.get('platform')).toMatchObject({ kind: 'holds', entries: 1 });
    expect((await verifyLines(of(lines.slice(2)))).get('tenant-1')).toMatchObject({ kind: 'holds', entries: 2, from: 3 });
  });

  it('shows what was changed, left out, moved or given to another tenant', async () => {
    const { lines } = await exported();
    const [a = '', b = '', c = '', d = ''] = lines;
    const fault = async (...some: string[]) => [...(await verifyLines(of(some))).values()][0];
    expect(await fault(a, b.replace('user-1', 'user-2'), c)).toEqual({ kind: 'broken', fault: 'changed', sequence: 2 });
    expect(await fault(a, c, d)).toEqual({ kind: 'broken', fault: 'missing', sequence: 2 });
    expect(await fault(a, b, a)).toMatchObject({ kind: 'broken', fault: 'inserted' });
    expect(await fault(a.replace('tenant-1', 'tenant-2'))).toEqual({ kind: 'broken', fault: 'changed', sequence: 1 });
    expect(await fault(a.replace('"kind"', '"text":"secret","kind"'))).toMatchObject({ kind: 'broken', fault: 'changed' });
    await expect(fault('no entry')).rejects.toThrow(SyntaxError);
    await expect(fault('{}')).rejects.toThrow(Error);
  });
});
