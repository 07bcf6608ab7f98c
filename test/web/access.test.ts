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
  ['what a search has found', '/inbox/lumen', searched],
  ['the bookings', '/inbox/lumen', bookings],
  [
    'a business without customers',
    '/phone/empty',
    (page) => page.getByText('No customers yet').filter({ visible: true }).waitFor(),
  ],
  ['a conversation that does not exist', '/inbox/lumen/no', (page) => page.getByText('does not exist').waitFor()],
  ['an empty list', '/inbox/sol', emptyList],
  ['a conversation that was closed and taken over', '/inbox/lumen/lumen-c3', closed],
  ['the details of a conversation', '/inbox/lumen/lumen-c1', details],
  ['an inbox that is loading', '/inbox/lumen/lumen-c1', loading],
  ['a note that is being written', '/inbox/lumen/lumen-c1', note],
  ['a conversation whose window is closed', '/inbox/lumen/lumen-c3', (page) => page.getByText('You cannot write now').waitFor()],
  ['a reply that quotes, with the canned replies', '/inbox/lumen/lumen-c1', cannedMenu],
  ['the sheet of canned replies', '/inbox/lumen/lumen-c1', cannedSheet],
  ['a canned reply that is being written', '/inbox/lumen/lumen-c1', cannedForm],
  ['a message that could not be sent', '/inbox/lumen/lumen-c1', failedSend],
  ['a conversation that a colleague answers', '/inbox/sol/sol-c1', (page) => page.getByText('A colleague answers').waitFor()],
  ['the conversations', '/inbox/lumen', (page) => page.getByRole('link', { name: /Ada Moreno/ }).waitFor()],
];

async function location(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('button', { name: 'Location' }).click();
}

async function searched(page: Page): Promise<void> {
  await page.getByRole('searchbox').fill('appointment');
  await page.getByRole('navigation', { name: 'Search results' }).getByRole('link').first().waitFor();
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

const field = (page: Page) => page.getByRole('textbox', { name: 'Message to the customer' });

async function note(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'What to write' }).getByText('Note').click();
  await page.getByRole('textbox', { name: 'Note for the team' }).fill('x'.repeat(4_001));
  await page.getByText('characters too many').waitFor();
  await page.getByRole('log').getByText('only the team sees it').first().waitFor();
}

async function cannedMenu(page: Page): Promise<void> {
  const last = page.getByRole('article').filter({ hasText: 'Perfect, thank you!' });
  await last.getByRole('button', { name: 'Reply to this message' }).click();
  await field(page).fill('/');
  await page.getByRole('listbox', { name: 'Canned replies' }).getByRole('option').first().waitFor();
}

async function cannedSheet(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Canned replies' }).click();
  await page.getByRole('dialog').getByText('We are open').waitFor();
}

async function cannedForm(page: Page): Promise<void> {
  await cannedSheet(page);
  await page.getByRole('button', { name: 'New canned reply' }).click();
  await page.getByLabel('Shortcut').waitFor();
}

async function failedSend(page: Page): Promise<void> {
  await page.route('**/messages', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await field(page).fill('Hello');
  await field(page).press('Enter');
  await page.getByText('Not sent.').waitFor();
}

async function closed(page: Page): Promise<void> {
  const done = page.getByRole('button', { name: 'Reopen' });
  const close = page.getByRole('button', { name: 'Close', exact: true });
  await done.or(close).waitFor();
  if (await close.isVisible()) await close.click();
  await done.waitFor();
}

async function details(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByLabel('Assigned to').waitFor();
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
    lumen?.canned.push({ id: 'hours', shortcut: 'hours', title: 'Opening hours', text: 'We are open from 9 to 5.' });
    const noted = { at: here.world.now(), authorId: 'local' };
    lumen?.notes.set('lumen-c1', [
      { ...noted, id: 'own', own: true, text: 'Allergic to ammonia' },
      { ...noted, id: 'theirs', own: false, text: 'Was late last time' },
    ]);
    sol?.controls.set('sol-c1', {
      state: 'open',
      waiting: false,
      answeredBy: { by: 'person', userId: 'zoe', you: false, since: 1, why: 'taken_over' },
    });
    const about = { service: 'Cut', staff: 'Marta', customer: 'Ada Moreno' };
    lumen?.bookings.push(...Array.from({ length: 60 }, (_, n) => booked(here.world.now(), `many${n}`, 5 + n, '10:00', about)));
  });
  afterAll(() => here[Symbol.asyncDispose]());

  describe.each(Object.entries({ wide, narrow }))('on a %s screen', (_, size) => {
    it.each(pages)('nothing on %s, light or dark', async (__, path, show) => {
      const page = await here.open(path, size);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await show(page);
      await page.evaluate(axe.source);
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        const found = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
        const shown = found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 160))]);
        expect([theme, shown]).toEqual([theme, []]);
      }
      await page.context().close();
    });
  });
});
