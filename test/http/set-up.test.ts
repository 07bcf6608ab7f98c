import { describe, expect, it } from 'vitest';
import { bookings } from '#contracts/records/booking.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { identityRecords } from '#contracts/records/people.ts';
import { tenants } from '#contracts/records/platform.ts';
import { accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { insert } from '#contracts/store.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { timelessIdOf } from '#core/ids/id-of.ts';
import { aMember, aService } from '#test/core/booking/given.ts';
import { NUMBER, fakeProvider } from '#test/core/set-up/fake-provider.ts';
import { givenPerson, givenSession } from '#test/support/access.ts';
import { givenApi } from './given-api.ts';

const OWN = '/api/tenants/tenant-1';
const sol = { name: 'Sol', zone: 'Europe/Madrid', language: 'es' };
const { id: _, position: __, ...service } = aService();
const { id: ___, position: ____, ...member } = aMember();

function givenProvider() {
  const provider = fakeProvider();
  const channelNamed = async (name: string) => {
    if (name !== 'fake') throw new AdapterFailure(name, 'misconfigured', 'there is no channel adapter of this name');
    return provider.channel;
  };
  return { ...provider, setUp: { channelNames: ['fake'], channelNamed } };
}

describe('POST /api/admin/tenants', () => {
  it('creates a tenant', async () => {
    await using api = await givenApi();
    expect(await api.call('POST', '/api/admin/tenants', { ...sol, country: 'ES', address: 'Calle 1' })).toMatchObject({
      status: 200,
      body: { id: 'sol', created: true },
    });
    await api.join('sol');
    expect((await api.call('GET', '/api/tenants/sol/profile')).body).toEqual({
      ...sol,
      country: 'ES',
      address: 'Calle 1',
      holidays: [],
      version: 1,
    });
    const again = { ...sol, id: 'sol-1' };
    expect((await api.call('POST', '/api/admin/tenants', again)).body).toEqual({ id: 'sol-1', created: true });
    expect((await api.call('POST', '/api/admin/tenants', again)).body).toEqual({ id: 'sol-1', created: false });
    expect(await api.call('POST', '/api/admin/tenants', { ...again, name: 'Luna' })).toMatchObject({
      status: 409,
      body: { code: 'id_taken', field: 'id' },
    });
  });

  it.each([
    ['a name that turns the text around', { name: 'Sol\u202egnirts' }, 'name'],
    ['a name with isolates', { name: '\u2066Sol\u2069' }, 'name'],
    ['a name of two lines', { name: 'Sol\nLuna' }, 'name'],
    ['a name with NUL', { name: 'Sol\u0000' }, 'name'],
    ['half a character', { name: 'Sol\ud800' }, 'name'],
    ['a name of nothing', { name: '   ' }, 'name'],
    ['a name of zero-width spaces', { name: '\u200b\u200b' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(81) }, 'name'],
    ['a zone that does not exist', { zone: 'Europe/Atlantis' }, 'zone'],
    ['a zone that is an offset', { zone: '+01:00' }, 'zone'],
    ['a zone that is a path', { zone: '../../etc/localtime' }, 'zone'],
    ['a zone that is too long', { zone: 'A'.repeat(5000) }, 'zone'],
    ['a language that there is not', { language: 'tlh' }, 'language'],
    ['a country that is none', { country: 'Spain' }, 'country'],
    ['half a place', { latitude: 1 }, 'longitude'],
    ['an id of the platform', { id: 'platform' }, 'id'],
    ['an id that is a path', { id: '../x' }, 'id'],
    ['a field that is not known', { admin: true }, 'admin'],
    ['no name', { name: undefined }, 'name'],
  ])('refuses %s, and names the field', async (_what, wrong, field) => {
    await using api = await givenApi();
    const answer = await api.call('POST', '/api/admin/tenants', { ...sol, ...wrong });
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'bad_body', field]);
    expect((await api.read('/api/admin/tenants')).tenants).toHaveLength(1);
  });

  it('takes a name with a script in it as text', async () => {
    await using api = await givenApi();
    const name = '<script>alert("ñ")</script> & סול';
    const { body } = await api.call('POST', '/api/admin/tenants', { ...sol, name });
    expect(body).toEqual({ id: 'script-alert-n-script', created: true });
    await api.join(body.id);
    expect((await api.call('GET', `/api/tenants/${body.id}/profile`)).body.name).toBe(name);
  });
});

describe('the profile', () => {
  it('is changed at the version that was read', async () => {
    await using api = await givenApi();
    const read = await api.call('GET', `${OWN}/profile`);
    expect(read.etag).toBe('"1"');
    const changed = await api.call('PUT', `${OWN}/profile`, { ...sol, name: 'Luna' }, 1);
    expect([changed.status, changed.etag, changed.body.name]).toEqual([200, '"2"', 'Luna']);
    expect((await api.read('/api/admin/tenants')).tenants[0].name).toBe('Luna');
    expect((await api.call('PUT', `${OWN}/profile`, sol, 1)).body).toMatchObject({ status: 412, code: 'version_changed' });
    expect((await api.call('PUT', `${OWN}/holidays`, { holidays: ['2026-12-25'] }, 'W/"2"')).body).toMatchObject({
      holidays: ['2026-12-25'],
      version: 3,
    });
  });

  it.each(['', '*', '2', '"x"', '"-1"', `"${'9'.repeat(30)}"`])('needs the version it was read at, not %j', async (tag) => {
    await using api = await givenApi();
    const answer = await api.call('PUT', `${OWN}/profile`, sol, tag);
    expect([answer.status, answer.body.code]).toEqual([428, 'version_missing']);
  });

  it.each(['2026-02-30', '2026-13-01', 'tomorrow', '2026-1-1', ''])('has no holiday on %j', async (day) => {
    await using api = await givenApi();
    const answer = await api.call('PUT', `${OWN}/holidays`, { holidays: [day] }, 1);
    expect([answer.status, answer.body.field]).toEqual([400, 'holidays.0']);
  });
});

describe('services and staff', () => {
  it('are added, shown, changed and deleted', async () => {
    await using api = await givenApi();
    const ana = await api.call('POST', `${OWN}/staff`, member);
    expect([ana.status, ana.etag]).toEqual([200, '"1"']);
    const cut = await api.call('POST', `${OWN}/services`, { ...service, staffIds: [ana.body.id] });
    expect(cut.body).toMatchObject({ name: 'Cut', position: 0, version: 1 });
    const path = `${OWN}/services/${cut.body.id}`;
    expect((await api.call('GET', path)).body).toEqual(cut.body);
    const { id: _id, version: _version, ...wish } = cut.body;
    expect((await api.call('PUT', path, { ...wish, name: 'Trim' }, 1)).body).toMatchObject({ name: 'Trim', version: 2 });
    expect((await api.call('PUT', path, wish, 1)).status).toBe(412);
    expect((await api.call('DELETE', path)).status).toBe(428);
    expect((await api.call('DELETE', path, undefined, 1)).status).toBe(412);
    expect((await api.call('DELETE', `${OWN}/staff/${ana.body.id}`, undefined, 1)).body).toMatchObject({
      status: 409,
      code: 'in_use',
      detail: 'It cannot be deleted: they offer Trim: take them off first.',
    });
    expect((await api.call('DELETE', path, undefined, 2)).body).toEqual({ deleted: true });
    expect((await api.call('DELETE', `${OWN}/staff/${ana.body.id}`, undefined, 1)).body).toEqual({ deleted: true });
    expect([await api.read(`${OWN}/services`), await api.read(`${OWN}/staff`)]).toEqual([{ services: [] }, { staff: [] }]);
  });

  it('of another tenant look like ones that are not there', async () => {
    await using api = await givenApi();
    await api.store.platform.commit([insert(tenants, { id: 'tenant-2', name: 'Luna', createdAt: 1 })]);
    await api.store
      .tenant('tenant-2')
      .commit([insert(staff, aMember({ id: 'theirs' })), insert(services, aService({ id: 'theirs' }))]);
    for (const [kind, body] of [
      ['services', service],
      ['staff', member],
    ] as const)
      for (const [method, more, version] of [
        ['GET', undefined, undefined],
        ['PUT', kind === 'services' ? { ...body, staffIds: ['theirs'] } : body, 1],
        ['DELETE', undefined, 1],
      ] as const) {
        const foreign = await api.call(method, `${OWN}/${kind}/theirs`, more, version);
        const missing = await api.call(method, `${OWN}/${kind}/nobody`, more, version);
        expect([kind, method, foreign.status, foreign.text]).toEqual([kind, method, 404, missing.text]);
      }
    expect((await api.call('PUT', `${OWN}/numbers/theirs/credentials`, { credentials: {} })).status).toBe(404);
    expect((await api.call('POST', `${OWN}/services`, { ...service, staffIds: ['theirs'] })).body).toMatchObject({
      status: 422,
      code: 'no_such_staff',
      field: 'staffIds.0',
    });
  });

  it.each([
    ['services', { name: '\u202e' }, 'name'],
    ['services', { durationMinutes: 0 }, 'durationMinutes'],
    ['services', { price: { amount: 1.5, currency: 'EUR' } }, 'price.amount'],
    ['services', { price: { amount: 1, currency: 'EURO' } }, 'price.currency'],
    ['services', { staffIds: [] }, 'staffIds'],
    ['services', { picture: 'javascript:alert(1)' }, 'picture'],
    ['services', { retired: true }, 'retired'],
    ['staff', { weeklyHours: [{ weekday: 8, from: '09:00', until: '10:00' }] }, 'weeklyHours.0.weekday'],
    ['staff', { weeklyHours: [{ weekday: 1, from: '09:00', until: '09:00' }] }, 'weeklyHours.0.until'],
    ['staff', { weeklyHours: [{ weekday: 1, from: '25:00', until: '09:00' }] }, 'weeklyHours.0.from'],
    ['staff', { overrides: [{ date: '2026-02-30', hours: [] }] }, 'overrides.0.date'],
    ['staff', { weight: 0 }, 'weight'],
  ])('refuse %s with %j', async (kind, wrong, field) => {
    await using api = await givenApi();
    const answer = await api.call('POST', `${OWN}/${kind}`, { ...(kind === 'staff' ? member : service), ...wrong });
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'bad_body', field]);
  });

  it('keep the zone of a business that has bookings', async () => {
    await using api = await givenApi();
    const at = api.clock.now() + 3_600_000;
    await api.tenant.commit([
      insert(bookings, {
        id: 'b',
        contactId: 'c',
        serviceId: 's',
        serviceName: 'Cut',
        staffId: 'a',
        staffName: 'Ana',
        startsAt: at,
        endsAt: at + 1,
        date: '2026-12-01',
        time: '11:00',
        zone: 'Europe/Madrid',
        price: { amount: 0, currency: 'EUR' },
        state: 'confirmed',
        expiresAt: 0,
        chosenBecause: 'asked_for',
        history: [],
      }),
    ]);
    const answer = await api.call('PUT', `${OWN}/profile`, { ...sol, zone: 'Asia/Tokyo' }, 1);
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([422, 'zone_in_use', 'zone']);
  });
});

describe('a starter pack', () => {
  it('is listed in the language of the business, and applied once', async () => {
    await using api = await givenApi();
    const { packs } = await api.read(`${OWN}/starter-packs`);
    expect(packs.map(({ id }: { readonly id: string }) => id)).toEqual(['salon', 'clinic', 'consultant']);
    expect((await api.call('POST', `${OWN}/starter-packs`, { pack: 'salon' })).body).toEqual({ services: 4, staff: 2 });
    expect((await api.call('POST', `${OWN}/starter-packs`, { pack: 'salon' })).body).toEqual({ services: 0, staff: 0 });
    expect((await api.call('POST', `${OWN}/starter-packs`, { pack: 'zoo' })).body).toMatchObject({
      code: 'no_such_pack',
      field: 'pack',
    });
    const [cut] = (await api.read(`${OWN}/services`)).services;
    expect(cut).toMatchObject({ id: 'salon-cut', name: 'Haircut' });
    // Its own answer can be sent back.
    const { id, version, ...wish } = cut;
    expect((await api.call('PUT', `${OWN}/services/${id}`, wish, version)).status).toBe(200);
  });
});

describe('a number', () => {
  const credentials = { token: 'good', secret: 'hush-hush-secret' };

  it('is chosen, connected, listed, and given other credentials, and no answer has a secret', async () => {
    const { setUp, state } = givenProvider();
    await using api = await givenApi({ setUp });
    const answers = [
      await api.call('GET', `${OWN}/channels`),
      await api.call('POST', `${OWN}/number-choices`, { channel: 'fake', credentials }),
      await api.call('POST', `${OWN}/numbers`, { channel: 'fake', credentials, number: 'n1' }),
      await api.call('GET', `${OWN}/numbers`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers[1]?.body.numbers).toEqual([
      { id: 'n1', number: NUMBER.number, name: 'Salón Sol', status: 'CONNECTED', quality: 'GREEN', connected: false },
    ]);
    const [connected] = answers[3]?.body.numbers ?? [];
    expect(connected).toMatchObject({ channel: 'fake', state: 'connected', paused: false, current: true });
    expect(connected.webhookUrl).toMatch(/^https:\/\/desk\.example\.com\/webhooks\/fake\/\w+$/);
    state.token = 'better';
    const path = `${OWN}/numbers/${connected.id}/credentials`;
    const refused = await api.call('PUT', path, { credentials });
    expect(refused.body).toMatchObject({
      status: 422,
      code: 'provider_refuses',
      detail: 'The token is not accepted: make a new one.',
    });
    const replaced = await api.call('PUT', path, { credentials: { token: 'better', secret: 'hush-hush-secret' } });
    expect(replaced.status).toBe(200);
    for (const { text } of [...answers, refused, replaced]) expect(text).not.toContain('hush-hush');
  });

  it.each([
    ['a channel that there is not', { channel: 'pigeon', credentials }, 422, 'unknown_channel', 'channel'],
    ['no secret', { channel: 'fake', credentials: { token: 'good' } }, 422, 'bad_credentials', 'credentials.secret'],
    [
      'another host',
      { channel: 'fake', credentials: { ...credentials, host: 'http://10.0.0.1' } },
      422,
      'bad_credentials',
      'credentials',
    ],
    [
      'a secret as a name',
      { channel: 'fake', credentials: { ...credentials, 'hush-hush-token': '' } },
      422,
      'bad_credentials',
      'credentials',
    ],
    [
      'a refused token',
      { channel: 'fake', credentials: { ...credentials, token: 'hush-hush-token' } },
      422,
      'provider_refuses',
      undefined,
    ],
    ['a number of somebody else', { channel: 'fake', credentials, number: 'n9' }, 422, 'choose_a_number', 'number'],
    [
      'credentials that are no texts',
      { channel: 'fake', credentials: { token: { a: 1 } } },
      400,
      'bad_body',
      'credentials.token',
    ],
    ['a field that is not known', { channel: 'fake', credentials, webhook: 'x' }, 400, 'bad_body', 'webhook'],
  ])('is refused with %s, without repeating it', async (_what, body, status, code, field) => {
    const { setUp } = givenProvider();
    await using api = await givenApi({ setUp });
    const answer = await api.call('POST', `${OWN}/numbers`, body);
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([status, code, field]);
    expect(answer.text).not.toContain('hush-hush');
    expect((await api.read(`${OWN}/numbers`)).numbers).toEqual([]);
  });

  it.each([
    ['rate_limited', 503, 'provider_busy', '7'],
    ['unreachable', 502, 'provider_unreachable', undefined],
    ['unknown', 502, 'provider_unreachable', undefined],
  ] as const)('waits for a provider that is %s', async (code, status, said, retryAfter) => {
    const { setUp, state } = givenProvider();
    await using api = await givenApi({ setUp });
    state.fails = new AdapterFailure('fake', code, 'later', code === 'rate_limited' ? { retryAfterMs: 6_500 } : {});
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ channel: 'fake', credentials });
    const answer = await api.ask(`${OWN}/number-choices`, { method: 'POST', headers, body });
    expect([answer.status, JSON.parse(answer.text).code, answer.headers['retry-after']]).toEqual([status, said, retryAfter]);
  });

  it('of another tenant cannot be connected', async () => {
    const { setUp } = givenProvider();
    await using api = await givenApi({ setUp });
    await api.store.platform.commit([insert(tenants, { id: 'tenant-2', name: 'Luna', createdAt: 1 })]);
    await api.join('tenant-2');
    expect((await api.call('POST', '/api/tenants/tenant-2/numbers', { channel: 'fake', credentials })).status).toBe(200);
    expect((await api.call('POST', `${OWN}/numbers`, { channel: 'fake', credentials })).body).toMatchObject({
      status: 409,
      code: 'number_in_use',
    });
    const [theirs] = (await api.read('/api/tenants/tenant-2/numbers')).numbers;
    const foreign = await api.call('PUT', `${OWN}/numbers/${theirs.id}/credentials`, { credentials });
    const missing = await api.call('PUT', `${OWN}/numbers/nobody/credentials`, { credentials });
    expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
  });

  it('is on the checklist until it is there', async () => {
    const { setUp } = givenProvider();
    await using api = await givenApi({ setUp });
    const codes = async () => (await api.read(`${OWN}/checklist`)).open.map(({ code }: { readonly code: string }) => code);
    expect(await codes()).toContain('no_current_account');
    await api.call('POST', `${OWN}/starter-packs`, { pack: 'salon' });
    await api.call('POST', `${OWN}/numbers`, { channel: 'fake', credentials });
    expect(await codes()).toEqual(['no_current_account', 'not_tried']);
  });
});

describe('a call that is repeated with its key', () => {
  it('adds, changes and deletes once, and answers the same', async () => {
    await using api = await givenApi();
    const call = (method: string, path: string, key: string, body?: unknown, version?: string) =>
      api.ask(path, {
        method,
        headers: {
          'idempotency-key': key,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(version === undefined ? {} : { 'if-match': version }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const twice = async (...asked: Parameters<typeof call>) => {
      const [one, two] = [await call(...asked), await call(...asked)];
      expect([two.status, two.headers['etag'], JSON.parse(two.text)]).toEqual([
        one.status,
        one.headers['etag'],
        JSON.parse(one.text),
      ]);
      expect(one.status).toBe(200);
      return JSON.parse(one.text);
    };
    const ana = await twice('POST', `${OWN}/staff`, 'a', member);
    const cut = await twice('POST', `${OWN}/services`, 'b', { ...service, staffIds: [ana.id] });
    const { id, version, ...wish } = cut;
    await twice('PUT', `${OWN}/services/${id}`, 'c', { ...wish, name: 'Trim' }, `"${version}"`);
    await twice('PUT', `${OWN}/profile`, 'd', sol, '"1"');
    await twice('PUT', `${OWN}/holidays`, 'e', { holidays: [] }, '"2"');
    expect((await api.read(`${OWN}/services`)).services.map((one: { readonly name: string }) => one.name)).toEqual(['Trim']);
    expect(await twice('POST', `${OWN}/starter-packs`, 'f', { pack: 'salon' })).toEqual({ services: 4, staff: 2 });
    await twice('DELETE', `${OWN}/services/${id}`, 'g', undefined, '"2"');
    expect((await api.read(`${OWN}/staff`)).staff).toHaveLength(3);
  });
});

describe('setting up', () => {
  it.each([
    ['viewer', [403, 403, 403]],
    ['agent', [403, 403, 403]],
    ['manager', [200, 200, 404]],
  ] as const)('is for those who lead the business: a %s', async (role, statuses) => {
    await using api = await givenApi();
    const { platform } = api.store;
    const id = await givenPerson({ ...api, platform }, { email: `${role}@desk.example`, roles: { 'tenant-1': role } });
    const cookie = `deskbell=${await givenSession(api.access, id)}`;
    const headers = { cookie, 'content-type': 'application/json' };
    const answers = [
      await api.askAs(headers, `${OWN}/profile`),
      await api.askAs(headers, `${OWN}/starter-packs`, { method: 'POST', body: '{"pack":"salon"}' }),
      await api.askAs(headers, `${OWN}/numbers/x/credentials`, { method: 'PUT', body: '{"credentials":{}}' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(statuses);
    const created = await api.askAs(headers, '/api/admin/tenants', { method: 'POST', body: JSON.stringify(sol) });
    expect(created.status).toBe(401);
  });
});

describe('a test message', () => {
  const to = '+34600000001';

  it('is sent to somebody who has written, and to nobody else', async () => {
    const { setUp } = givenProvider();
    await using api = await givenApi({ setUp });
    const closed = await api.call('POST', `${OWN}/test-message`, { to });
    expect([closed.status, closed.body.code, closed.body.field]).toEqual([422, 'window_closed', 'to']);
    expect(closed.body.detail).toContain('+34910000001');
    const conversation = timelessIdOf('sender-1', 'contact-1');
    await api.tenant.commit([
      insert(senderCurrents, { id: 'sender-1', accountId: 'a' }),
      insert(accounts, { id: 'a', senderId: 'sender-1', connectionId: 'connection-1', channel: 'fake', sealedConfig: '{}' }),
      insert(identityRecords, {
        id: 'i',
        kind: 'phone',
        scope: '',
        value: to,
        contactId: 'contact-1',
        provenance: 'message',
        since: 1,
        until: 0,
      }),
    ]);
    await api.converses({ id: conversation, lastInboundAt: api.clock.now() });
    const sent = await api.call('POST', `${OWN}/test-message`, { to });
    expect(sent.body).toMatchObject({ conversation, message: expect.any(String) });
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'once' };
    const again = async () =>
      JSON.parse((await api.ask(`${OWN}/test-message`, { method: 'POST', headers, body: JSON.stringify({ to }) })).text);
    expect(await again()).toEqual(await again());
    const { items } = await api.read(`${OWN}/conversations/${conversation}/messages`);
    expect(items).toHaveLength(2);
    expect(items.slice(-1)).toMatchObject([
      { id: sent.body.message, author: 'app', text: 'This is a test message. Your desk can send.' },
    ]);
    api.clock.advance(24 * 3_600_000);
    expect((await api.call('POST', `${OWN}/test-message`, { to })).body.code).toBe('window_closed');
    expect((await api.tenant.get(conversations, conversation))?.value.preview).toContain('test message');
  });

  it('needs a number', async () => {
    await using api = await givenApi();
    await api.call('POST', '/api/admin/tenants', sol);
    await api.join('sol');
    expect((await api.call('POST', '/api/tenants/sol/test-message', { to })).body.code).toBe('number_missing');
    expect((await api.call('POST', `${OWN}/test-message`, { to: '600' })).body).toMatchObject({ code: 'bad_body', field: 'to' });
  });
});
