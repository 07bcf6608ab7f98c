import type { Page } from 'playwright-core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { browserPath, narrow, viewer, wide } from './browser.ts';
import { fakeServer } from './fake-server.ts';
import { tellStory } from './fake-story.ts';
import { fakeWorld } from './fake-world.ts';

/** Saves pictures of every page to the folder named: `node test/web/look.ts looks`, and only some of them with `phone,inbox`. */
const [, , folder, only] = process.argv;
if (!folder || !browserPath) throw new Error('needs a folder to write to, and a Chromium');
await mkdir(folder, { recursive: true });

const world = fakeWorld(Date.parse('2026-11-20T09:41:00Z'));
tellStory(world);
world.tenants[1]?.customers.push({ id: 'new', name: 'Noor Castillo', userId: 'ES.77' });
await using server = await fakeServer(world);
await using browser = await viewer(browserPath);

const places = {
  start: '/',
  phone: '/phone/lumen/lumen-c1',
  people: '/phone/lumen',
  inbox: '/inbox/lumen/lumen-c2',
  conversations: '/inbox/lumen',
  taken: '/inbox/lumen/lumen-c2',
  reply: '/inbox/lumen/lumen-c1',
  note: '/inbox/lumen/lumen-c1',
  closed: '/inbox/lumen/lumen-c3',
  activity: '/inbox/lumen',
  list: '/phone/lumen/lumen-c1',
  attach: '/phone/lumen/lumen-c1',
  message: '/phone/lumen/lumen-c1',
  picture: '/phone/lumen/lumen-c1',
  location: '/phone/lumen/lumen-c3',
  right: '/phone/lumen/lumen-c2',
  openers: '/phone/sol/new',
  lab: '/phone/lumen/lumen-c1',
  away: '/phone/lumen/lumen-c1',
};
/** What is done on a page before its picture is taken. */
const acts: Record<string, (page: Page) => Promise<unknown>> = {
  list: (page) => page.getByRole('button', { name: 'See free times' }).click(),
  attach: (page) => page.getByRole('button', { name: 'Attach' }).click(),
  message: (page) => page.getByText('Perfect, thank you!').click({ button: 'right' }),
  picture: (page) => page.getByText('Have a look around').scrollIntoViewIfNeeded(),
  lab: async (page) =>
    (page.viewportSize()?.width ?? 0) < 800 && page.getByRole('button', { name: 'Open the sandbox controls' }).click(),
  taken: async (page) => {
    const button = page.getByRole('button', { name: 'Take over' });
    if (await button.isVisible()) await button.click();
  },
  reply: (page) => page.getByRole('textbox', { name: 'Message to the customer' }).fill('Hello Ada,\nsee you on Saturday!'),
  note: async (page) => {
    await page.getByRole('group', { name: 'What to write' }).getByText('Note').click();
    await page.getByRole('textbox', { name: 'Note for the team' }).fill('Prefers mornings');
  },
  activity: async (page) => {
    await page.getByRole('button', { name: 'Activity' }).click();
    await page.getByRole('dialog').locator('summary').first().click();
  },
  away: async () => server.away(true),
};
for (const [name, path] of Object.entries(places)) {
  if (only && !only.split(',').includes(name)) continue;
  for (const theme of ['light', 'dark'] as const) {
    for (const [size, look] of Object.entries({ wide: { ...wide, scale: 2 }, narrow: { ...narrow, scale: 2 } })) {
      const page = await browser.open(server.url + path, { ...look, theme });
      page.on('pageerror', (error) => console.error(name, error.message));
      await page.waitForLoadState('load');
      await page.waitForTimeout(700);
      await acts[name]?.(page);
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) });
      await page.context().close();
      server.away(false);
    }
  }
}
