import { describe, expect, it } from 'vitest';
import type { Identities } from '#contracts/inbound.ts';
import { identityRecords } from '#contracts/records/people.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';

const OLD = '+34600000001';
const NEW = '+34600000009';

async function given() {
  const { tenant, sender, newId } = await givenTenant();
  const record = recordMessage(newId);
  let n = 0;
  async function contactOf(at: number, from: Identities, was?: { phone: string }): Promise<string> {
    const content = was && ({ kind: 'system', change: 'number_changed', was } as const);
    const event = said(`message ${(n += 1)}`, { from, at, ...(content && { content }) });
    const { conversationId } = await record(tenant, sender, arrived(event), event);
    return (await tenant.get(conversations, conversationId))?.value.contactId ?? '';
  }
  return { tenant, contactOf };
}

describe('a number that was given up', () => {
  it('belongs to a stranger from then on, and not to whoever had it before', async () => {
    const { tenant, contactOf } = await given();
    const ana = await contactOf(1_000, { phone: OLD });
    expect(await contactOf(2_000, { phone: NEW }, { phone: OLD })).toBe(ana);
    const stranger = await contactOf(3_000, { phone: OLD });

    expect(stranger).not.toBe(ana);
    expect(await contactOf(4_000, { phone: OLD })).toBe(stranger);
    expect(await contactOf(5_000, { phone: NEW })).toBe(ana);
    const history = await tenant.find(identityRecords, { by: 'byValue', equals: ['phone', '', OLD], limit: 10 });
    expect(history.items.map(({ value }) => [value.contactId, value.until])).toEqual([
      [stranger, 0],
      [ana, 2_000],
    ]);
  });

  it('keeps what was said before the change with whoever said it, however late it comes', async () => {
    const { contactOf } = await given();
    const ana = await contactOf(1_000, { phone: OLD });
    await contactOf(2_000, { phone: NEW }, { phone: OLD });

    expect(await contactOf(1_500, { phone: OLD })).toBe(ana);
  });
});

describe('a number that a customer moves to', () => {
  it('is theirs, also when somebody else had it before and never said goodbye', async () => {
    const { contactOf } = await given();
    const former = await contactOf(1_000, { phone: NEW });
    const ana = await contactOf(1_000, { phone: OLD });
    expect(await contactOf(2_000, { phone: NEW }, { phone: OLD })).toBe(ana);

    expect(await contactOf(3_000, { phone: NEW })).toBe(ana);
    expect(former).not.toBe(ana);
  });

  it('may be the one they came from', async () => {
    const { contactOf } = await given();
    const ana = await contactOf(1_000, { phone: OLD });
    await contactOf(2_000, { phone: NEW }, { phone: OLD });
    await contactOf(3_000, { phone: OLD }, { phone: NEW });

    expect(await contactOf(4_000, { phone: OLD })).toBe(ana);
  });
});
