import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Look } from './browser.ts';
import { wide } from './browser.ts';
import { booked } from './fake-story.ts';
import type { Stage } from './stage.ts';
import { missing, stage } from './stage.ts';

/** A phone of today, held upright. */
const narrow: Look = { width: 390, height: 740, touch: true };

/** What stands open when the page is looked at. */
const pages: readonly (readonly [string, string, (page: Page) => Promise<unknown>])[] = [
  ['the start page', '/', (page) => page.getByRole('heading', { level: 1 }).waitFor()],
  ['a chat', '/phone/lumen/lumen-c1', (page) => page.getByText('Perfect, thank you!').waitFor()],
  ['a chat with a place', '/phone/lumen/lumen-c3', (page) => page.getByText('40.42136').waitFor()],
  ['the list sheet', '/phone/lumen/lumen-c1', (page) => page.getByRole('button', { name: 'See free times' }).click()],
  ['the message menu', '/phone/lumen/lumen-c1', (page) => page.getByText('Perfect, thank you!').click({ button: 'right' })],
  ['the location form', '/phone/lumen/lumen-c1', location],
  ['an empty chat', '/phone/sol/empty', (page) => page.getByText('start of your chat').waitFor()],
  ['the people', '/phone/lumen', (page) => page.getByRole('button', { name: 'New customer' }).click()],
  ['the inbox', '/inbox/lumen/lumen-c2', (page) => page.getByRole('log').getByText('Unsettled').waitFor()],
  ['a conversation that was read', '/inbox/lumen/lumen-c1', (page) => page.getByRole('log').getByText('Read').first().waitFor()],
  ['the activity', '/inbox/lumen', activity],
  ['a search without a match', '/inbox/lumen', (page) => page.getByRole('searchbox').fill('nobody at all')],
  ['the bookings', '/inbox/lumen', bookings],
  [
    'a business without customers',
    '/phone/empty',
    (page) => page.getByText('No customers yet').filter({ visible: true }).waitFor(),
  ],
  ['a conversation that does not exist', '/inbox/lumen/no', (page) => page.getByText('does not exist').waitFor()],
  ['an empty list', '/inbox/sol', emptyList],
  ['a conversation that was closed and taken over', '/inbox/lumen/lumen-c3', closed],
  ['an inbox that is loading', '/inbox/lumen/lumen-c1', loading],
  ['the conversations', '/inbox/lumen', (page) => page.getByRole('link', { name: /Ada Moreno/ }).waitFor()],
];

async function location(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('button', { name: 'Location' }).click();
}

/** On a narrow screen they are behind a button. */
async function bookings(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Upcoming bookings' });
  if (await button.isVisible()) await button.click();
  await page.getByText('Highlights').last().waitFor();
}

async function loading(page: Page): Promise<void> {
  await page.route('**/messages', () => undefined);
  await page.reload();
  await page.getByText('Loading…').filter({ visible: true }).first().waitFor();
}

async function emptyList(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'List' }).getByText('Closed').click();
  await page.getByText('No conversations in this list').waitFor();
}

async function closed(page: Page): Promise<void> {
  const done = page.getByRole('button', { name: 'Reopen' });
  const close = page.getByRole('button', { name: 'Close', exact: true });
  await done.or(close).waitFor();
  if (await close.isVisible()) await close.click();
  await done.waitFor();
}

async function activity(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Activity' }).click();
  await page.getByRole('dialog').getByText('#1', { exact: true }).waitFor();
  await page.getByRole('dialog').locator('summary').first().click();
}

describe.skipIf(missing)(`what axe finds${missing && ` (${missing})`}`, () => {
  let here: Stage;
  beforeAll(async () => {
    here = await stage();
    const [lumen, sol] = here.world.tenants;
    sol?.customers.push({ id: 'empty', name: 'Noor Castillo', userId: 'ES.77' });
    if (lumen)
      here.world.tenants.push({ ...lumen, id: 'empty', name: 'Nobody Yet', business: 'empty', customers: [], chats: new Map() });
    const about = { service: 'Cut', staff: 'Marta', customer: 'Ada Moreno' };
    lumen?.bookings.push(...Array.from({ length: 60 }, (_, n) => booked(here.world.now(), `many${n}`, 5 + n, '10:00', about)));
  });
  afterAll(() => here[Symbol.asyncDispose]());

  describe.each(Object.entries({ wide, narrow }))('on a %s screen', (_, size) => {
    it.each(pages)('nothing on %s, light or dark', async (__, path, show) => {
      for (const theme of ['light', 'dark'] as const) {
        const page = await here.open(path, { ...size, theme });
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await show(page);
        await page.evaluate(axe.source);
        const found = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
        const shown = found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 160))]);
        expect([theme, shown]).toEqual([theme, []]);
        await page.context().close();
      }
    });
  });
});
