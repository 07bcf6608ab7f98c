import { describe, expect, it } from 'vitest';
import { AdapterFailure } from '#contracts/failure.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { numberSetUps } from '#contracts/records/set-up.ts';
import { accounts } from '#contracts/records/tenancy.ts';
import { insert } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { pauseAccount } from '#core/messaging/account-states.ts';
import { applyPack } from '#core/set-up/apply-pack.ts';
import { checklist } from '#core/set-up/checklist.ts';
import { connectNumber } from '#core/set-up/connect-number.ts';
import { createTenant } from '#core/set-up/create-tenant.ts';
import { aMember, aService } from '#test/core/booking/given.ts';
import { failingAt } from './failing-store.ts';
import { givenProvider } from './fake-provider.ts';

type World = Awaited<ReturnType<typeof givenProvider>>;
const signal = new AbortController().signal;
const SOL = { name: 'Sol', zone: 'Europe/Madrid', locale: 'es' } as const;
const codes = async ({ needs }: World) => (await checklist(needs, 'sol', signal)).map(({ code }) => code);

async function given() {
  const world = await givenProvider();
  await createTenant(world.store, world.clock, { profile: SOL });
  const own = world.store.tenant('sol');
  const connect = () =>
    connectNumber(world.needs, 'sol', { channel: 'fake', credentials: { token: 'good', secret: 'one' } }, signal);
  return { ...world, own, connect };
}

describe('the checklist', () => {
  it('of a new tenant names what is missing, who must act and where', async () => {
    const { needs } = await given();
    const open = await checklist(needs, 'sol', signal);
    expect(open.map(({ code, who, where }) => [code, who, where])).toEqual([
      ['number_missing', 'business', 'numbers'],
      ['services_missing', 'business', 'services'],
      ['staff_missing', 'business', 'staff'],
    ]);
    for (const { why } of open) expect(why).toMatch(/^[A-Z].*\.$/);
  });

  it('grows shorter step by step, until nothing is open', async () => {
    const world = await given();
    await applyPack(world.own, 'consultant');
    expect(await codes(world)).toEqual(['number_missing']);
    await world.connect();
    expect(await codes(world)).toEqual(['not_tried']);
    await world.own.commit([
      insert(conversations, {
        id: 'c1',
        contactId: 'c',
        senderId: 's',
        key: 'k',
        to: { phone: '+34600000001' },
        lastInboundAt: 1,
        lastAt: 1,
        preview: '',
        unread: 0,
      }),
    ]);
    expect(await codes(world)).toEqual([]);
  });

  it('asks the provider, and says in its words what is wrong', async () => {
    const world = await given();
    await applyPack(world.own, 'consultant');
    await world.connect();
    world.hooks.set('waba-1', { url: 'https://elsewhere.example', verifyToken: '' });
    expect(await codes(world)).toEqual(['webhook_not_here', 'not_tried']);
    world.state.token = 'other';
    expect(await checklist(world.needs, 'sol', signal)).toContainEqual(
      expect.objectContaining({ code: 'provider_refuses', why: 'The token is not accepted: make a new one.', who: 'business' }),
    );
    world.state.fails = new AdapterFailure('fake', 'unreachable', 'no connection');
    expect(await checklist(world.needs, 'sol', signal)).toContainEqual(
      expect.objectContaining({ code: 'provider_unreachable', who: 'provider' }),
    );
    const local = { ...world, needs: { ...world.needs, publicUrl: () => 'http://127.0.0.1:1' } };
    expect(await codes(local)).toContain('public_url_missing');
  });

  it('sees what was interrupted', async () => {
    const world = await givenProvider();
    await createTenant(failingAt(world.store, 2, 'before'), world.clock, { profile: SOL }).catch(() => {});
    expect(await codes(world)).toEqual(expect.arrayContaining(['creation_unfinished', 'profile_missing']));
    const other = await given();
    const needs = { ...other.needs, store: failingAt(other.store, 3, 'before') };
    await connectNumber(needs, 'sol', { channel: 'fake', credentials: { token: 'good', secret: 'one' } }, signal).catch(() => {});
    expect(await codes(other)).toContain('number_unfinished');
    await other.connect();
    expect(await codes(other)).not.toContain('number_unfinished');
  });

  it('sees an account that is paused', async () => {
    const world = await given();
    await world.connect();
    const [setUp] = await all(world.own, numberSetUps, { by: 'byChannel', equals: [] });
    const record = await world.own.get(accounts, setUp?.value.accountId ?? '');
    if (record) await pauseAccount(world.own, world.clock, record, 'unauthorized');
    expect(await codes(world)).toContain('account_paused');
  });

  it('sees what cannot be booked for want of hours', async () => {
    const world = await given();
    await world.own.commit([insert(staff, aMember({ weeklyHours: [] })), insert(services, aService())]);
    expect(await codes(world)).toEqual(['number_missing', 'hours_missing']);
    await world.own.commit([insert(staff, aMember({ id: 'leo' }))]);
    expect(await codes(world)).toEqual(['number_missing', 'service_without_hours']);
  });
});
