import { TOTP, Secret } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { sessions, signInAttempts, users } from '#contracts/records/access.ts';
import { turnFactorOff, turnFactorOn, changePassword } from '#core/access/account.ts';
import { passwords } from '#core/access/password.ts';
import { endSession, sessionOf, sessionsOf } from '#core/access/sessions.ts';
import { type SigningIn, signIn } from '#core/access/sign-in.ts';
import { newSecret } from '#core/access/totp.ts';
import { tokenHash } from '#core/access/token.ts';
import { accessWorld, givenPerson, quickPasswords } from '#test/support/access.ts';
import { givenTenant } from '#test/support/given.ts';
import { countedRandom } from '#test/support/random.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

async function given() {
  const base = await givenTenant();
  const { platform } = base.store;
  const world = accessWorld({ platform, clock: base.clock, newId: base.newId }, { passwords: quickPasswords });
  const ada = await givenPerson(world, {
    email: 'ada@salon.example',
    roles: { 'tenant-1': 'agent' },
    passwordHash: 'plain:right',
  });
  const enter = (over: Partial<SigningIn> = {}) =>
    signIn(world, {
      email: 'ada@salon.example',
      password: 'right',
      code: '',
      boundary: 'tenant',
      address: '192.0.2.1',
      device: 'Firefox',
      ...over,
    });
  return { ...world, clock: base.clock, world, ada, enter };
}

function codeAt(secret: string, at: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
}

describe('signing in', () => {
  it('gives a token whose hash is stored, for this side only', async () => {
    const { enter, platform, clock, ada } = await given();
    const outcome = await enter({ email: ' ADA@salon.example ' });
    if (outcome.kind !== 'in') throw new Error(outcome.kind);
    expect(await sessionOf(platform, clock, outcome.token, 'tenant')).toMatchObject({ userId: ada, device: 'Firefox' });
    expect(await sessionOf(platform, clock, outcome.token, 'platform')).toBeUndefined();
    expect(await sessionOf(platform, clock, tokenHash(outcome.token), 'tenant')).toBeUndefined();
    const kept = await platform.get(sessions, tokenHash(outcome.token));
    expect(JSON.stringify(kept)).not.toContain(outcome.token);
  });

  it('answers alike for a wrong password, an address without an account, and somebody who has no place on this side', async () => {
    const { world, enter } = await given();
    await givenPerson(world, { email: 'nobodys@salon.example', passwordHash: 'plain:right' });
    const wrong = { kind: 'wrong' };
    expect(await enter({ password: 'Right' })).toEqual(wrong);
    expect(await enter({ email: 'eve@salon.example' })).toEqual(wrong);
    expect(await enter({ email: 'nobodys@salon.example' })).toEqual(wrong);
    expect(await enter({ boundary: 'platform' })).toEqual(wrong);
  });

  it('does the same work for an address without an account', async () => {
    const { world, enter } = await given();
    const checked: (string | undefined)[] = [];
    const counting = {
      ...quickPasswords,
      check: (plain: string, stored?: string) => (checked.push(stored), quickPasswords.check(plain, stored)),
    };
    Object.assign(world, { passwords: counting });
    await enter({ email: 'eve@salon.example' });
    await enter();
    expect(checked).toEqual([undefined, 'plain:right']);
  });

  it('is slowed for one account from one address after five failures, and for nobody else', async () => {
    const { enter, clock } = await given();
    for (let n = 0; n < 6; n += 1) expect(await enter({ password: 'wrong' })).toEqual({ kind: 'wrong' });
    expect(await enter()).toEqual({ kind: 'slow', waitMs: 1_000 });
    // Whoever owns the account comes from elsewhere.
    expect(await enter({ address: '192.0.2.2' })).toMatchObject({ kind: 'in' });
    clock.advance(1_000);
    expect(await enter()).toMatchObject({ kind: 'in' });
    expect(await enter({ password: 'wrong' })).toEqual({ kind: 'wrong' });
  });

  it('looks at no more than six of many guesses that come at once', async () => {
    const { world, enter } = await given();
    let checks = 0;
    Object.assign(world, {
      passwords: { ...quickPasswords, check: async () => ((checks += 1), { right: false, outdated: false }) },
    });
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => enter({ password: 'guess' })));
    expect(outcomes.filter(({ kind }) => kind === 'slow').length + checks).toBe(200);
    expect(checks).toBeGreaterThan(0);
    expect(checks).toBeLessThanOrEqual(6);
  });

  it('is slowed for one address that tries many accounts, by at most a minute, and forgets it after an hour', async () => {
    const { enter, clock, platform } = await given();
    let last = await enter({ email: 'a0@x.example' });
    for (let n = 1; last.kind === 'wrong'; n += 1) last = await enter({ email: `a${n}@x.example` });
    expect(last).toEqual({ kind: 'slow', waitMs: 1_000 });
    for (let n = 0; n < 20; n += 1) {
      clock.advance(MINUTE);
      expect((await enter({ email: `b${n}@x.example` })).kind).toBe('wrong');
    }
    expect(await enter()).toMatchObject({ kind: 'slow', waitMs: MINUTE });
    clock.advance(60 * MINUTE + 1);
    expect(await enter()).toMatchObject({ kind: 'in' });
    expect((await platform.find(signInAttempts, { by: 'byId', equals: [], limit: 200 })).items.length).toBeGreaterThan(50);
  });

  it('hashes a password again that was hashed with weaker parameters', async () => {
    const { world, enter, platform, ada } = await given();
    Object.assign(world, { passwords: { ...quickPasswords, check: async () => ({ right: true, outdated: true }) } });
    await enter();
    expect((await platform.get(users, ada))?.value.passwordHash).toBe('plain:right');
  });
});

describe('a session', () => {
  it('ends after a week without use, and after a month in any case', async () => {
    const { enter, platform, clock } = await given();
    const idle = await enter();
    const used = await enter();
    if (idle.kind !== 'in' || used.kind !== 'in') throw new Error('not in');
    let days = 0;
    while ((await sessionOf(platform, clock, used.token, 'tenant')) !== undefined) {
      if (days === 6) expect(await sessionOf(platform, clock, idle.token, 'platform')).toBeUndefined();
      if (days === 8) expect(await sessionOf(platform, clock, idle.token, 'tenant')).toBeUndefined();
      clock.advance(DAY);
      days += 1;
    }
    expect(days).toBe(30);
  });

  it('is ended by the person, and by nobody else', async () => {
    const { world, enter, platform, clock, ada } = await given();
    const one = await enter();
    await enter();
    if (one.kind !== 'in') throw new Error('not in');
    const eve = await givenPerson(world, { email: 'eve@salon.example' });
    expect(await endSession(platform, eve, one.session.publicId)).toBe(false);
    expect(await endSession(platform, ada, one.session.publicId)).toBe(true);
    expect(await endSession(platform, ada, one.session.publicId)).toBe(false);
    expect(await sessionOf(platform, clock, one.token, 'tenant')).toBeUndefined();
    expect(await sessionsOf(platform, ada, clock.now())).toHaveLength(1);
  });
});

describe('the second factor', () => {
  async function on() {
    const all = await given();
    const own = { userId: all.ada, sessionId: '', address: '192.0.2.1' };
    const secret = newSecret(countedRandom());
    const outcome = await turnFactorOn(all.world, own, { password: 'right', secret, code: codeAt(secret, all.clock.now()) });
    if (outcome.kind !== 'on') throw new Error(outcome.kind);
    all.clock.advance(30_000);
    return { ...all, own, secret, recoveryCodes: outcome.recoveryCodes };
  }

  it('is turned on by a right code and a right password only', async () => {
    const { world, ada, clock, enter } = await given();
    const own = { userId: ada, sessionId: '', address: '192.0.2.1' };
    const secret = newSecret(countedRandom());
    const code = codeAt(secret, clock.now());
    expect(await turnFactorOn(world, own, { password: 'right', secret, code: '000000' })).toEqual({ kind: 'wrong_code' });
    expect(await turnFactorOn(world, own, { password: 'wrong', secret, code })).toEqual({ kind: 'wrong' });
    expect(await enter()).toMatchObject({ kind: 'in' });
  });

  it('asks for a code, and takes each once', async () => {
    const { enter, secret, clock, platform, ada } = await on();
    expect(await enter()).toEqual({ kind: 'code_needed' });
    expect(await enter({ code: '123' })).toEqual({ kind: 'wrong_code' });
    const code = codeAt(secret, clock.now());
    expect(await enter({ code })).toMatchObject({ kind: 'in' });
    expect(await enter({ code })).toEqual({ kind: 'wrong_code' });
    clock.advance(30_000);
    expect(await enter({ code: codeAt(secret, clock.now()) })).toMatchObject({ kind: 'in' });
    expect(JSON.stringify(await platform.get(users, ada))).not.toContain(`"${secret}`);
  });

  it('takes one of two at the same time with the same code', async () => {
    const { enter, secret, clock } = await on();
    const code = codeAt(secret, clock.now());
    const outcomes = await Promise.all([enter({ code }), enter({ code })]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['in', 'wrong_code']);
  });

  it('takes each recovery code once, as it is written or not', async () => {
    const { enter, recoveryCodes } = await on();
    const [first = '', second = ''] = recoveryCodes;
    expect(await enter({ code: first })).toMatchObject({ kind: 'in' });
    expect(await enter({ code: first })).toEqual({ kind: 'wrong_code' });
    expect(await enter({ code: ` ${second.toUpperCase().replaceAll('-', '')}` })).toMatchObject({ kind: 'in' });
  });

  it('is turned off with the password', async () => {
    const { world, own, enter } = await on();
    expect(await turnFactorOff(world, own, 'wrong')).toEqual({ kind: 'wrong' });
    expect(await turnFactorOff(world, own, 'right')).toEqual({ kind: 'done' });
    expect(await enter()).toMatchObject({ kind: 'in' });
  });
});

describe('another password', () => {
  it('ends the sessions elsewhere and keeps this one', async () => {
    const { world, enter, platform, clock, ada } = await given();
    const [here, there] = [await enter(), await enter()];
    if (here.kind !== 'in' || there.kind !== 'in') throw new Error('not in');
    const own = { userId: ada, sessionId: here.session.id, address: '192.0.2.1' };
    expect(await changePassword(world, own, 'wrong', 'a quite long sentence')).toEqual({ kind: 'wrong' });
    expect(await changePassword(world, own, 'right', 'short')).toMatchObject({ kind: 'bad_password' });
    expect(await changePassword(world, own, 'right', 'my ADA@salon.example pass')).toMatchObject({ kind: 'bad_password' });
    expect(await changePassword(world, own, 'right', 'aaaaaaaaaaaaaaaa')).toMatchObject({ kind: 'bad_password' });
    expect(await changePassword(world, own, 'right', 'a quite long sentence')).toEqual({ kind: 'done' });
    expect(await sessionOf(platform, clock, here.token, 'tenant')).toBeDefined();
    expect(await sessionOf(platform, clock, there.token, 'tenant')).toBeUndefined();
    expect(await enter({ password: 'a quite long sentence' })).toMatchObject({ kind: 'in' });
  });
});

describe('passwords', () => {
  it('are hashed with Argon2id and a salt of their own, and never by the same text twice', async () => {
    const { hash, check } = passwords(countedRandom());
    const [one, two] = [await hash('correct horse'), await hash('correct horse')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await check('correct horse', one)).toEqual({ right: true, outdated: false });
    expect(await check('Correct horse', one)).toEqual({ right: false, outdated: false });
    expect(await check('correct horse', undefined)).toMatchObject({ right: false });
    expect(await check('correct horse', '')).toMatchObject({ right: false });
    expect(await check('correct horse', 'plain')).toMatchObject({ right: false });
  });

  it('are known again however the keyboard composed them', async () => {
    const { hash, check } = passwords(countedRandom());
    expect(await check('café au lait'.normalize('NFD'), await hash('café au lait'.normalize('NFC')))).toMatchObject({
      right: true,
    });
  });

  it('are hashed a few at a time; too many at once are refused', async () => {
    const { check } = passwords(countedRandom());
    const all = await Promise.allSettled(Array.from({ length: 110 }, () => check('x', undefined)));
    expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(8);
  });
});
