import { describe, expect, it } from 'vitest';
import type { ConversationCard } from '#contracts/api/desk.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { inboxCounts, inboxRows } from '#contracts/records/inbox.ts';
import { tenants } from '#contracts/records/platform.ts';
import { insert } from '#contracts/store.ts';
import { countTags } from '#core/inbox/count.ts';
import { givenApi } from './given-api.ts';

const INBOX = '/api/tenants/tenant-1/conversations';
const control = (id: string) => `${INBOX}/${id}/control`;

async function given() {
  const world = await givenApi();
  await world.converses({ id: 'ana', lastAt: 1_000 }, { id: 'ben', lastAt: 2_000 }, { id: 'cleo', lastAt: 3_000 });
  return {
    ...world,
    listed: async (list?: string): Promise<readonly string[]> => {
      const { items } = await world.read(list === undefined ? INBOX : `${INBOX}?list=${encodeURIComponent(list)}`);
      return items.map((one: ConversationCard) => one.id);
    },
    does: (id: string, change: unknown) => world.post(control(id), change),
  };
}

describe('a list of the inbox', () => {
  it('has every conversation without a name, whoever wrote last first', async () => {
    await using world = await given();
    await world.does('ben', { kind: 'close' });
    expect(await world.listed()).toEqual(['cleo', 'ben', 'ana']);
  });

  it('has what belongs to it, and nothing else', async () => {
    await using world = await given();
    await world.does('ana', { kind: 'label', add: ['VIP: gold'], remove: [] });
    await world.does('ben', { kind: 'read' });
    await world.does('cleo', { kind: 'close' });
    const lists = ['open', 'open:unread', 'open:unassigned', 'closed', 'snoozed', 'open:waiting', 'label:VIP: gold', 'label:vip'];
    expect(await Promise.all(lists.map((list) => world.listed(list)))).toEqual([
      ['ben', 'ana'],
      ['ana'],
      ['ben', 'ana'],
      ['cleo'],
      [],
      [],
      ['ana'],
      [],
    ]);
  });

  it('comes in pages of fifty, each conversation once', async () => {
    await using world = await givenApi();
    await world.converses(...Array.from({ length: 120 }, (_, n) => ({ id: `c${n}`, lastAt: n })));
    const seen: string[] = [];
    const sizes: number[] = [];
    let next: string | undefined;
    do {
      const page = await world.read(`${INBOX}?list=open${next === undefined ? '' : `&cursor=${next}`}`);
      seen.push(...page.items.map(({ id }: ConversationCard) => id));
      sizes.push(page.items.length);
      next = page.next;
    } while (next !== undefined);
    expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => `c${119 - n}`));
    expect(sizes).toEqual([50, 50, 20]);
  });

  it.each(['nothing', 'open:', 'label:', 'OPEN', `label:${'x'.repeat(100)}`, 'label:\u0000', ''])(
    'of another name (%j) is refused, and the field is named',
    async (list) => {
      await using world = await given();
      const answer = await world.get(`${INBOX}?list=${encodeURIComponent(list)}`);
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { code: 'bad_query', field: 'list' }]);
    },
  );

  it('refuses the cursor of another list', async () => {
    await using world = await givenApi();
    await world.converses(...Array.from({ length: 51 }, (_, n) => ({ id: `c${n}`, lastAt: n })));
    const { next } = await world.read(`${INBOX}?list=open`);
    expect(next).toBeDefined();
    for (const path of [`${INBOX}?cursor=${next}`, `${INBOX}?list=open:unread&cursor=${next}`])
      expect([path, (await world.get(path)).status]).toEqual([path, 400]);
  });
});

describe('what a person does to a conversation', () => {
  it('is answered with the conversation as it is now', async () => {
    await using world = await given();
    const { status, body } = await world.does('ana', { kind: 'take_over' });
    expect([status, body]).toMatchObject([
      200,
      {
        id: 'ana',
        state: 'open',
        waiting: false,
        answeredBy: { by: 'person', userId: 'test-everybody', why: 'taken_over' },
        assigneeId: 'test-everybody',
      },
    ]);
    expect((await world.does('ana', { kind: 'give_back' })).body).toMatchObject({ answeredBy: { by: 'bot', why: 'given_back' } });
    expect((await world.does('ana', { kind: 'read' })).body).toMatchObject({ unread: 0 });
    expect((await world.does('ana', { kind: 'unread' })).body).toMatchObject({ unread: 1 });
    expect((await world.does('ana', { kind: 'close' })).body).toMatchObject({ state: 'closed' });
    expect((await world.does('ana', { kind: 'open' })).body).toMatchObject({ state: 'open' });
    const until = world.clock.now() + 1;
    expect((await world.does('ana', { kind: 'snooze', until })).body).toMatchObject({ state: 'snoozed', snoozedUntil: until });
    expect((await world.does('ana', { kind: 'assign', assigneeId: 'zoe', teamId: 'front' })).body).toMatchObject({
      assigneeId: 'zoe',
      teamId: 'front',
    });
    expect((await world.does('ana', { kind: 'label', add: ['  VIP '] })).body).toMatchObject({ labels: ['VIP'] });
    expect(await world.read(`${INBOX}/ana`)).toMatchObject({ state: 'snoozed', labels: ['VIP'] });
  });

  it('is told to open pages once, and not when nothing changed', async () => {
    await using world = await given();
    await world.does('ana', { kind: 'close' });
    await world.does('ana', { kind: 'close' });
    expect(world.changed).toEqual(['tenant-1 ana']);
  });

  it('is done by whoever is signed in', async () => {
    await using world = await given();
    await world.does('ana', { kind: 'take_over' });
    expect((await world.tenant.get(inboxRows, 'ana'))?.value.answers).toMatchObject({ by: 'person', userId: 'test-everybody' });
  });

  const wrong: readonly (readonly [string, unknown, number, string, string | undefined])[] = [
    ['an unknown kind', { kind: 'dance' }, 400, 'bad_body', 'kind'],
    ['no kind', {}, 400, 'bad_body', 'kind'],
    ['a list', [], 400, 'bad_body', 'body'],
    ['a field too many', { kind: 'close', now: true }, 400, 'bad_body', 'now'],
    ['an assignee that is a number', { kind: 'assign', assigneeId: 7, teamId: '' }, 400, 'bad_body', 'assigneeId'],
    ['an assignee without end', { kind: 'assign', assigneeId: 'x'.repeat(81), teamId: '' }, 400, 'bad_body', 'assigneeId'],
    ['an empty label', { kind: 'label', add: [' '] }, 400, 'bad_body', 'add.0'],
    ['a label with NUL', { kind: 'label', add: ['a\u0000'] }, 400, 'bad_body', 'add.0'],
    ['half a character', { kind: 'label', add: ['a\ud800'] }, 400, 'bad_body', 'add.0'],
    ['a snooze that has ended', { kind: 'snooze', until: 1 }, 422, 'in_the_past', 'until'],
    ['a snooze of no time', { kind: 'snooze', until: 1.5 }, 400, 'bad_body', 'until'],
  ];
  it.each(wrong)('that cannot be (%s) is refused with the field and what to do', async (_, change, status, code, field) => {
    await using world = await given();
    const answer = await world.does('ana', change);
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([status, code, field]);
    expect(answer.body.detail).toMatch(new RegExp(`^${field}: .+`));
    expect(world.changed).toEqual([]);
  });

  it('cannot be one label too many', async () => {
    await using world = await given();
    const add = Array.from({ length: 20 }, (_, n) => `label ${n}`);
    expect((await world.does('ana', { kind: 'label', add })).status).toBe(200);
    expect(await world.does('ana', { kind: 'label', add: ['one more'] })).toMatchObject({
      status: 422,
      body: { code: 'too_many_labels', field: 'add' },
    });
  });

  it('to a conversation of another tenant looks like one that is not there', async () => {
    await using world = await given();
    await world.store.platform.commit([insert(tenants, { id: 'tenant-2', name: 'Other', createdAt: 1 })]);
    const foreign = await world.post('/api/tenants/tenant-2/conversations/ana/control', { kind: 'close' });
    const missing = await world.post('/api/tenants/tenant-2/conversations/nobody/control', { kind: 'close' });
    expect([foreign, foreign.status]).toEqual([missing, 404]);
    expect(await world.listed('open')).toContain('ana');
  });
});

describe('the counts of the inbox', () => {
  it('are those that the consumer keeps, without the empty lists', async () => {
    await using world = await given();
    const { kind } = conversationEvents.tagged;
    const data = { conversationId: 'ana', contactId: 'c', senderId: 's', added: ['open', 'label:constructor'], removed: [] };
    const event = { id: 'e1', tenantId: 'tenant-1', stream: 'conversation' as const, kind, version: 1, key: 'ana', at: 1, data };
    await countTags(world.clock)(world.tenant, [event]);
    await world.tenant.commit([insert(inboxCounts, { id: 'closed', count: 0 })]);
    expect(await world.read('/api/tenants/tenant-1/inbox-counts')).toEqual({ counts: { open: 1, 'label:constructor': 1 } });
  });
});
