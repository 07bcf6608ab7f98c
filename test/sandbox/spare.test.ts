import { describe, expect, it, vi } from 'vitest';
import { resolve } from '#app/token.ts';
import { STORE } from '#app/tokens.ts';
import { setUpNeeds } from '#app/set-up.ts';
import { services } from '#contracts/records/catalog.ts';
import { numberSetUps } from '#contracts/records/set-up.ts';
import { replace } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { applyPack } from '#core/set-up/apply-pack.ts';
import { checklist } from '#core/set-up/checklist.ts';
import { connectNumber } from '#core/set-up/connect-number.ts';
import { createTenant } from '#core/set-up/create-tenant.ts';
import { credentialsIn } from '#sandbox/stage/credentials.ts';
import { phoneOf } from '#sandbox/stage/phone-client.ts';
import { spareNumbers } from '#sandbox/stage/spare.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { join } from 'node:path';

vi.setConfig({ testTimeout: 60_000 });

describe('a business with the spare numbers of the sandbox', () => {
  it('is still connected after a restart on other ports, and keeps what was changed', async () => {
    await using folder = await temporaryFolder();
    const { signal } = new AbortController();
    const luna = { name: 'Luna', zone: 'Europe/London', locale: 'en' } as const;
    {
      await using stage = await temporaryStage({ folder: folder.path });
      const needs = setUpNeeds(stage.app.container);
      await createTenant(needs.store, needs.clock, { id: 'luna', profile: luna });
      await applyPack(needs.store.tenant('luna'), 'salon');
      for (const { channel, credentials } of spareNumbers(await credentialsIn(join(folder.path, 'providers.json')))) {
        const number = channel === 'twilio' ? '+34910000043' : '+442079460019';
        expect(await connectNumber(needs, 'luna', { channel, credentials, number }, signal)).toMatchObject({ kind: 'connected' });
      }
      const own = needs.store.tenant('juniper');
      const cut = await own.get(services, 'juniper-1');
      if (cut) await own.commit([replace(services, cut, { ...cut.value, name: 'Cut and go' })]);
    }
    await using stage = await temporaryStage({ folder: folder.path });
    const needs = setUpNeeds(stage.app.container);
    const store = resolve(stage.app.container, STORE);
    const known = await all(store.tenant('luna'), numberSetUps, { by: 'byChannel', equals: [] });
    expect(known.map(({ value }) => [value.channel, value.state])).toEqual([
      ['meta-cloud', 'connected'],
      ['twilio', 'connected'],
    ]);
    expect((await checklist(needs, 'luna', signal)).map(({ code }) => code)).toEqual(['not_tried']);
    const changed = (await store.tenant('juniper').get(services, 'juniper-1'))?.value;
    expect([changed?.name, changed?.picture?.startsWith(stage.app.pagesUrl.replace('localhost', '127.0.0.1'))]).toEqual([
      'Cut and go',
      true,
    ]);

    const emulator = stage.phones.find(({ channel }) => channel === 'meta-cloud');
    if (!emulator) throw new Error('there is a phone on Meta');
    const phone = await phoneOf({ ...emulator, business: '106540352240002' }, 'Ana', '+447700900123');
    await phone.say({ kind: 'text', body: 'hi' });
    await expect.poll(async () => JSON.stringify(await phone.heard()), { timeout: 20_000 }).toContain('Luna');
  });
});
