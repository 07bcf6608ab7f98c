import { describe, expect, it } from 'vitest';
import { inboxRows } from '#contracts/records/inbox.ts';
import { messages } from '#contracts/records/messaging.ts';
import { accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { insert, remove } from '#contracts/store.ts';
import { ANA, ME, givenAnswering, ours } from './given-answering.ts';

const HOUR = 3_600_000;
const text = (body: string, more = {}) => ({ kind: 'text', body, ...more });

describe('an agent’s message', () => {
  it('is wanted, and answered with as it stands', async () => {
    await using world = await givenAnswering();
    const { status, body } = await world.send(text('Hello Ana,\nhow can I help?'));
    const [message] = await world.ours();
    expect([status, body]).toMatchObject([
      200,
      {
        id: message?.id,
        direction: 'out',
        author: 'agent',
        authorId: ME,
        text: 'Hello Ana,\nhow can I help?',
        status: 'wanted',
      },
    ]);
    expect(message).toMatchObject({ state: 'wanted', author: 'agent', authorId: ME, purpose: 'reply' });
    expect(message?.expiresAt).toBe(world.clock.now() + 8 * HOUR);
    expect((await world.read(`${ANA}/messages`)).items[0]).toEqual(body);
  });

  it('makes its author the one who answers, in the lists too', async () => {
    await using world = await givenAnswering();
    await world.send(text('Hello'));
    expect(await world.read(ANA)).toMatchObject({
      unread: 0,
      waiting: false,
      preview: 'Hello',
      answeredBy: { by: 'person', userId: ME, you: true, why: 'taken_over' },
    });
    expect((await world.tenant.get(inboxRows, 'ana'))?.value.tags).not.toContain('open:unread');
    expect(world.changed).toEqual(['tenant-1 ana']);
  });

  it('can quote a message of the conversation', async () => {
    await using world = await givenAnswering();
    const { body } = await world.send(text('Yes', { replyTo: 'ana-1' }));
    expect(body.replyTo).toBe('ana-1');
    expect((await world.ours())[0]?.replyTo).toBe('wamid.ana');
  });

  it.each([
    ['buttons', { kind: 'buttons', body: 'Which?', buttons: [{ title: 'One' }, { title: 'Two' }] }, ['One', 'Two']],
    [
      'a list',
      { kind: 'list', body: 'Which?', button: 'See', sections: [{ rows: [{ title: 'One', description: 'First' }] }] },
      ['One'],
    ],
    ['a place', { kind: 'location', latitude: 40.4, longitude: -3.7, name: 'The salon' }, []],
    ['a reaction', { kind: 'reaction', to: 'ana-1', emoji: '👍' }, []],
  ])('can be %s', async (_, says, options) => {
    await using world = await givenAnswering();
    const { status, body } = await world.send(says);
    expect([status, body.kind, body.options]).toEqual([200, says.kind, options]);
  });

  it('gives what it offers ids that no two messages share, and that the bot leaves alone', async () => {
    await using world = await givenAnswering();
    for (const title of ['A', 'B']) await world.send({ kind: 'buttons', body: 'Which?', buttons: [{ title }] });
    const ids = (await world.ours())
      .flatMap(({ content }) => (content.kind === 'buttons' ? content.buttons : []))
      .map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => id.startsWith('agent:'))).toBe(true);
  });

  it('reacts to the message by the provider’s id', async () => {
    await using world = await givenAnswering();
    await world.send({ kind: 'reaction', to: 'ana-1', emoji: '👍' });
    expect((await world.ours())[0]?.content).toEqual({ kind: 'reaction', to: 'wamid.ana', emoji: '👍' });
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['no text', text(''), 'body'],
    ['spaces', text(' \n\t '), 'body'],
    ['characters that nobody sees', text('\u200b\u2060\ufeff'), 'body'],
    ['too much text', text('x'.repeat(4097)), 'body'],
    ['half a character', text('a\ud800'), 'body'],
    ['a NUL', text('a\u0000'), 'body'],
    ['an unknown kind', { kind: 'fax', body: 'x' }, 'kind'],
    ['a field too many', text('x', { to: '34600000001' }), 'to'],
    ['a button without a title', { kind: 'buttons', body: 'x', buttons: [{ title: ' ' }] }, 'buttons.0.title'],
    ['four buttons', { kind: 'buttons', body: 'x', buttons: [1, 2, 3, 4].map((n) => ({ title: `${n}` })) }, 'buttons'],
    ['a place off the map', { kind: 'location', latitude: 91, longitude: 0 }, 'latitude'],
  ];
  it.each(wrong)('of %s is refused, and the field is named', async (_, says, field) => {
    await using world = await givenAnswering();
    const { status, body } = await world.send(says);
    expect([status, body.code, body.field]).toEqual([400, 'bad_body', field]);
    expect(await world.ours()).toEqual([]);
  });

  it('is refused once the window is closed, with what to do, and nothing changes', async () => {
    await using world = await givenAnswering();
    world.clock.advance(24 * HOUR);
    const { status, body } = await world.send(text('Hello'));
    expect([status, body.code]).toEqual([422, 'window_closed']);
    expect(body.detail).toMatch(/Wait until the customer writes/);
    expect([await world.ours(), world.changed]).toEqual([[], []]);
    expect(await world.read(ANA)).toMatchObject({ unread: 1, answeredBy: { by: 'bot' } });
  });

  it('waits for an account while the number has none', async () => {
    await using world = await givenAnswering();
    const current = await world.tenant.get(senderCurrents, 'sender-1');
    const account = await world.tenant.get(accounts, 'account-1');
    await world.tenant.commit([remove(senderCurrents, current!), remove(accounts, account!)]);
    expect((await world.send(text('Hello'))).body).toMatchObject({ status: 'wanted' });
  });

  it.each([
    ['not there', 'nothing'],
    ['of another conversation', 'ben-1'],
    ['not sent yet', 'waits'],
  ])('cannot quote or react to a message that is %s', async (_, id) => {
    await using world = await givenAnswering();
    await world.tenant.commit([insert(messages, ours('waits'))]);
    expect((await world.send(text('Yes', { replyTo: id }))).body).toMatchObject({ code: 'unknown_message', field: 'replyTo' });
    expect((await world.send({ kind: 'reaction', to: id, emoji: '👍' })).body).toMatchObject({
      code: 'unknown_message',
      field: 'to',
    });
  });

  it('to a conversation of another tenant looks like one to nobody', async () => {
    await using world = await givenAnswering();
    const at = (id: string) => world.send(text('Hello'), undefined, `/api/tenants/tenant-2/conversations/${id}/messages`);
    expect([await at('ana'), (await at('ana')).status]).toEqual([await at('nobody'), 404]);
    expect(await world.ours()).toEqual([]);
  });
});

describe('a message that waits', () => {
  it('can be cancelled, and again', async () => {
    await using world = await givenAnswering();
    const { body } = await world.send(text('Oops'));
    for (const _ of [1, 2])
      expect(await world.remove(`${ANA}/messages/${body.id}`)).toMatchObject({
        status: 200,
        body: { id: body.id, status: 'cancelled' },
      });
    expect((await world.ours())[0]?.state).toBe('cancelled');
  });

  it.each([
    ['sending', 'is being sent right now'],
    ['accepted', 'was sent already'],
    ['unsettled', 'may have been sent'],
    ['refused', 'was not sent and will not be'],
    ['expired', 'was not sent and will not be'],
  ] as const)('no longer, because it is %s, cannot be cancelled', async (state, why) => {
    await using world = await givenAnswering();
    await world.tenant.commit([insert(messages, ours('m', { state }))]);
    const { status, body } = await world.remove(`${ANA}/messages/m`);
    expect([status, body.code]).toEqual([422, 'too_late']);
    expect(body.detail).toContain(why);
  });

  it.each([
    ['of the customer', `${ANA}/messages/ana-1`],
    ['that does not exist', `${ANA}/messages/nothing`],
    ['of another conversation', '/api/tenants/tenant-1/conversations/ben/messages/m'],
    ['of another tenant', '/api/tenants/tenant-2/conversations/ana/messages/m'],
  ])('is not one %s', async (_, path) => {
    await using world = await givenAnswering();
    await world.tenant.commit([insert(messages, ours('m'))]);
    expect(await world.remove(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await world.ours())[0]?.state).toBe('wanted');
  });
});

describe('why a message failed', () => {
  const attempt = { at: 1, accountId: 'account-1', sentAs: '' };
  const cases: readonly (readonly [string, Parameters<typeof ours>[1], string, string | undefined, string | undefined])[] = [
    [
      'not delivered',
      { receipts: { sentAt: 1, deliveredAt: 0, readAt: 0, failedAt: 2, errors: [{ code: '131026' }] }, state: 'accepted' },
      'failed',
      'undeliverable',
      '131026',
    ],
    [
      'refused by the provider',
      { attempts: [{ ...attempt, outcome: 'refused', code: 'rejected', providerCode: '100' }], state: 'refused' },
      'refused',
      'rejected',
      '100',
    ],
    [
      'refused here',
      { attempts: [{ ...attempt, outcome: 'refused', code: 'window_closed' }], state: 'refused' },
      'refused',
      'window_closed',
      undefined,
    ],
    [
      'waiting',
      { attempts: [{ ...attempt, outcome: 'not_now', code: 'rate_limited', providerCode: '130429' }], state: 'wanted' },
      'wanted',
      'rate_limited',
      '130429',
    ],
    [
      'sent after an attempt that failed',
      {
        attempts: [
          { ...attempt, outcome: 'not_now', code: 'rate_limited' },
          { ...attempt, outcome: 'accepted' },
        ],
        state: 'accepted',
      },
      'accepted',
      undefined,
      undefined,
    ],
  ];
  it.each(cases)('is our code with the provider’s beside it: %s', async (_, over, status, reason, providerCode) => {
    await using world = await givenAnswering();
    await world.tenant.commit([insert(messages, ours('m', over))]);
    const card = (await world.read(`${ANA}/messages`)).items.find(({ id }: { readonly id: string }) => id === 'm');
    expect([card.status, card.reason, card.providerCode]).toEqual([status, reason, providerCode]);
  });
});
