import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narrow, wide } from './browser.ts';
import type { Stage } from './stage.ts';
import { missing, stage } from './stage.ts';

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
  ['the activity', '/inbox/lumen', activity],
  ['the conversations', '/inbox/lumen', (page) => page.getByRole('link', { name: /Ada Moreno/ }).waitFor()],
];

async function location(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('button', { name: 'Location' }).click();
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
    here.world.tenants[1]?.customers.push({ id: 'empty', name: 'Noor Castillo', userId: 'ES.77' });
  });
  afterAll(() => here[Symbol.asyncDispose]());

  describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
    it.each(pages)('nothing serious on %s', async (_, path, show) => {
      for (const size of [wide, narrow]) {
        const page = await here.open(path, { ...size, theme });
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await show(page);
        await page.evaluate(axe.source);
        const found = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
        const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 160))])).toEqual([]);
        await page.context().close();
      }
    });
  });
});
