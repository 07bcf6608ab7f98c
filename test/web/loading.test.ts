import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from './stage.ts';
import { missing, stage } from './stage.ts';

/** What a page waits for, by the address that it asks. */
const waits: readonly (readonly [string, string, string])[] = [
  ['the phone page for the phones', '/phone/lumen', '**/sandbox'],
  ['the phone page for its customers', '/phone/lumen', '**/parties'],
  ['the phone page for a chat', '/phone/lumen/lumen-c1', '**/chats/**'],
  ['the phone page for the faults', '/phone/lumen', '**/faults'],
  ['the inbox for the businesses', '/inbox', '**/api/me'],
  ['the inbox for its conversations', '/inbox/lumen', '**/conversations'],
  ['the inbox for messages', '/inbox/lumen/lumen-c1', '**/messages'],
  ['the inbox for the bookings', '/inbox/lumen', '**/bookings?*'],
];

describe.skipIf(missing)(`while something is not there yet${missing && ` (${missing})`}`, () => {
  let here: Stage;
  beforeAll(async () => void (here = await stage()));
  afterAll(() => here[Symbol.asyncDispose]());

  const loading = (page: Page) => page.getByRole('status').filter({ hasText: 'Loading…' });

  it.each(waits)('%s: it says so, says when it failed, and tries again', async (_, path, address) => {
    const page = await here.open('/');
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    let working = false;
    await page.route(address, async (route) => {
      asked.resolve();
      await answered.promise;
      await (working ? route.fallback() : route.fulfill({ status: 503, json: { title: 'away' } }));
    });
    await page.goto(here.server.url + path);
    await asked.promise;
    await loading(page).first().waitFor();
    answered.resolve();
    const again = page.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    working = true;
    await again.click();
    await again.waitFor({ state: 'detached' });
    await expect.poll(() => loading(page).count()).toBe(0);
  });

  it('says what to do where there is nothing', async () => {
    await using empty = await stage();
    for (const tenant of empty.world.tenants) {
      tenant.customers.length = 0;
      tenant.bookings.length = 0;
    }
    const inbox = await empty.open('/inbox/lumen');
    await inbox.getByText('No conversations yet').waitFor();
    await inbox.getByText('No upcoming bookings').waitFor();
    const phone = await empty.open('/phone/lumen');
    await phone.getByText('No customers yet').first().waitFor();
    empty.world.tenants.length = 0;
    const bare = await empty.open('/inbox');
    await bare.getByText('No businesses yet').waitFor();
    const silent = await empty.open('/phone');
    await silent.getByText('No simulated phone yet').waitFor();
  });
});
