import { describe, expect, it } from 'vitest';
import type { Role } from '#contracts/access.ts';
import { memberships, oneTimeLinks, operators, users } from '#contracts/records/access.ts';
import { MailFailure } from '#contracts/mailer.ts';
import { type Accepting, accept } from '#core/access/accept.ts';
import { hasNoOperator, operatorLink } from '#core/access/first-operator.ts';
import { invite, openInvitations, withdraw } from '#core/access/invite.ts';
import { changeRole, membersOf, removeMember } from '#core/access/members.ts';
import { askForReset } from '#core/access/reset.ts';
import { sessionOf } from '#core/access/sessions.ts';
import { signIn } from '#core/access/sign-in.ts';
import { accessWorld, givenPerson, givenSession, quickPasswords } from '#test/support/access.ts';
import { givenTenant } from '#test/support/given.ts';

const HOUR = 3_600_000;
const GOOD = 'a quite long sentence';

async function given() {
  const base = await givenTenant();
  const { platform } = base.store;
  const world = accessWorld({ platform, clock: base.clock, newId: base.newId }, { passwords: quickPasswords });
  const owner = await givenPerson(world, {
    email: 'owner@salon.example',
    roles: { 'tenant-1': 'owner' },
    passwordHash: 'plain:mine',
  });
  const asking = { email: '', name: 'Ada', password: GOOD, code: '', address: '192.0.2.1', device: 'Firefox' };
  return {
    ...world,
    clock: base.clock,
    world,
    owner,
    invited: async (email: string, role: Role = 'agent') => {
      const { address, link } = await invite(world, { email, tenantId: 'tenant-1', role, by: owner });
      return { token: address.split('#')[1] ?? '', id: link.publicId };
    },
    accepts: (token: string, over: Partial<Accepting> = {}) => accept(world, { ...asking, token, ...over }),
  };
}

describe('an invitation', () => {
  it('is mailed, joins the person that it names, and signs in', async () => {
    const { mails, invited, accepts, platform, clock, world } = await given();
    const { token } = await invited('Ada@Salon.example');
    expect(mails).toMatchObject([{ to: 'ada@salon.example', subject: 'Your invitation to Test Salon' }]);
    expect(mails[0]?.text).toContain(`https://desk.example/join#${token}`);
    const outcome = await accepts(token, { email: 'eve@salon.example' });
    if (outcome.kind !== 'in') throw new Error(outcome.kind);
    expect(outcome).toMatchObject({ boundary: 'tenant', tenantId: 'tenant-1' });
    expect(await sessionOf(platform, clock, outcome.token, 'tenant')).toBeDefined();
    const people = await membersOf(world, 'tenant-1');
    expect(people.map(({ user, membership }) => [user.email, membership.role])).toEqual([
      ['owner@salon.example', 'owner'],
      ['ada@salon.example', 'agent'],
    ]);
    expect(await openInvitations(world, 'tenant-1')).toEqual([]);
  });

  it('works once, also when two use it at the same moment', async () => {
    const { invited, accepts, platform } = await given();
    const { token } = await invited('ada@salon.example');
    const outcomes = await Promise.all([accepts(token), accepts(token), accepts(token)]);
    expect(outcomes.filter(({ kind }) => kind === 'in')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'no_link' || kind === 'wrong')).toHaveLength(2);
    expect(await accepts(token)).toEqual({ kind: 'no_link' });
    expect((await platform.find(users, { by: 'byEmail', equals: [], limit: 10 })).items).toHaveLength(2);
  });

  it('works no longer after a week, after it was withdrawn, and when it is made up', async () => {
    const { invited, accepts, clock, world } = await given();
    const old = await invited('ada@salon.example');
    clock.advance(7 * 24 * HOUR);
    const { token, id } = await invited('ben@salon.example');
    expect(await withdraw(world, 'tenant-2', id, 'x')).toBe(false);
    expect(await withdraw(world, 'tenant-1', id, 'x')).toBe(true);
    for (const one of [old.token, token, 'x'.repeat(43), '']) expect(await accepts(one)).toEqual({ kind: 'no_link' });
  });

  it('asks somebody with an account for its password, and changes none', async () => {
    const { invited, accepts, platform, owner, world } = await given();
    const { address } = await invite(world, { email: 'owner@salon.example', tenantId: 'tenant-2', role: 'viewer', by: 'x' });
    const token = address.split('#')[1] ?? '';
    expect(await accepts(token)).toEqual({ kind: 'wrong' });
    expect(await accepts(token, { password: 'mine' })).toMatchObject({ kind: 'in', tenantId: 'tenant-2' });
    expect((await platform.get(users, owner))?.value.passwordHash).toBe('plain:mine');
    const again = await invited('owner@salon.example', 'viewer');
    expect(await accepts(again.token, { password: 'mine' })).toMatchObject({ kind: 'in' });
    expect((await platform.get(memberships, `tenant-1/${owner}`))?.value.role).toBe('owner');
  });

  it('needs a name and a password that is not easily tried, and is not used up by a wrong one', async () => {
    const { invited, accepts } = await given();
    const { token } = await invited('ada@salon.example');
    expect(await accepts(token, { password: 'password1234' })).toMatchObject({ kind: 'bad_password' });
    expect(await accepts(token, { name: ' ' })).toEqual({ kind: 'no_name' });
    expect(await accepts(token)).toMatchObject({ kind: 'in' });
  });

  it('can be handed over when the mail server does not take it, and cannot put lines into the mail', async () => {
    const { world, mails, platform } = await given();
    const refusing = { ...world, mailer: { send: () => Promise.reject(new MailFailure('no')) } };
    expect(await invite(refusing, { email: 'ada@x.example', tenantId: 'tenant-1', role: 'agent', by: 'x' })).toMatchObject({
      mailed: false,
    });
    const { tenants } = await import('#contracts/records/platform.ts');
    const { insert } = await import('#contracts/store.ts');
    await platform.commit([insert(tenants, { id: 'tenant-3', name: 'A\r\nBcc: eve@x.example \u202ereversed', createdAt: 1 })]);
    await invite(world, { email: 'ada@x.example', tenantId: 'tenant-3', role: 'agent', by: 'x' });
    expect(mails.at(-1)?.subject).toBe('Your invitation to A Bcc: eve@x.example reversed');
  });
});

describe('the first operator', () => {
  it('comes by a link that names nobody, once', async () => {
    const { world, accepts, platform } = await given();
    expect(await hasNoOperator(world)).toBe(true);
    const token = (await operatorLink(world)).split('#')[1] ?? '';
    expect(await accepts(token)).toEqual({ kind: 'no_email' });
    expect(await accepts(token, { email: 'op@desk.example' })).toMatchObject({ kind: 'in', boundary: 'platform' });
    expect(await accepts(token, { email: 'eve@desk.example' })).toEqual({ kind: 'no_link' });
    expect(await hasNoOperator(world)).toBe(false);
    expect((await platform.find(operators, { by: 'bySince', equals: [], limit: 5 })).items).toHaveLength(1);
  });
});

describe('a new password', () => {
  it('comes by mail, works once within an hour, and ends every session', async () => {
    const { world, mails, accepts, platform, owner, clock } = await given();
    const token = await givenSession(world, owner);
    expect(await askForReset(world, 'OWNER@salon.example', '192.0.2.1')).toBe(0);
    await expect.poll(() => mails.length).toBe(1);
    const link = /#(\S+)/.exec(mails[0]?.text ?? '')?.[1] ?? '';
    expect(await accepts(link)).toMatchObject({ kind: 'in', boundary: 'tenant' });
    expect(await sessionOf(platform, clock, token, 'tenant')).toBeUndefined();
    const entering = { email: 'owner@salon.example', code: '', boundary: 'tenant', address: '192.0.2.1', device: '' } as const;
    expect(await signIn(world, { ...entering, password: 'mine' })).toEqual({ kind: 'wrong' });
    expect(await signIn(world, { ...entering, password: GOOD })).toMatchObject({ kind: 'in' });
    expect(await accepts(link)).toEqual({ kind: 'no_link' });
  });

  it('is not mailed to an address without an account, and nobody can tell', async () => {
    const { world, mails, platform } = await given();
    expect(await askForReset(world, 'eve@salon.example', '192.0.2.1')).toBe(0);
    expect(mails).toEqual([]);
    expect((await platform.find(oneTimeLinks, { by: 'byKind', equals: ['reset'], limit: 5 })).items).toEqual([]);
  });
});

describe('a role', () => {
  it('above one’s own is not given, changed or taken away', async () => {
    const { world, owner } = await given();
    const manager = await givenPerson(world, { email: 'm@salon.example', roles: { 'tenant-1': 'manager' } });
    const agent = await givenPerson(world, { email: 'a@salon.example', roles: { 'tenant-1': 'agent' } });
    const by = { tenantId: 'tenant-1', by: manager, own: 'manager' } as const;
    expect(await changeRole(world, { ...by, userId: agent }, 'owner')).toEqual({ kind: 'above' });
    expect(await removeMember(world, { ...by, userId: owner })).toEqual({ kind: 'above' });
    expect(await changeRole(world, { ...by, userId: agent }, 'manager')).toEqual({ kind: 'done' });
    expect(await removeMember(world, { ...by, userId: agent })).toEqual({ kind: 'done' });
    expect(await removeMember(world, { ...by, userId: agent })).toEqual({ kind: 'not_there' });
    expect(await removeMember(world, { ...by, tenantId: 'tenant-2', userId: owner })).toEqual({ kind: 'not_there' });
  });

  it('of the last owner stays, also when two owners demote each other at once', async () => {
    const { world, owner } = await given();
    const by = { tenantId: 'tenant-1', by: owner, own: 'owner' } as const;
    expect(await changeRole(world, { ...by, userId: owner }, 'agent')).toEqual({ kind: 'last_owner' });
    expect(await removeMember(world, { ...by, userId: owner })).toEqual({ kind: 'last_owner' });
    const second = await givenPerson(world, { email: 's@salon.example', roles: { 'tenant-1': 'owner' } });
    const outcomes = await Promise.all([
      changeRole(world, { ...by, userId: owner }, 'viewer'),
      changeRole(world, { ...by, by: second, userId: second }, 'viewer'),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['done', 'last_owner']);
  });
});
