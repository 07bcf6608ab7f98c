import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { browserPath, narrow, viewer, wide } from './browser.ts';
import { fakeServer } from './fake-server.ts';
import { tellStory } from './fake-story.ts';
import { fakeWorld } from './fake-world.ts';

/** Saves pictures of every page to the folder named: `node test/web/look.ts /tmp/looks`. */
const folder = process.argv[2];
if (!folder || !browserPath) throw new Error('needs a folder to write to, and a Chromium');
await mkdir(folder, { recursive: true });

const world = fakeWorld(Date.parse('2026-11-20T09:41:00Z'));
tellStory(world);
await using server = await fakeServer(world);
await using browser = await viewer(browserPath);

const places = {
  start: '/',
  phone: '/phone/lumen/lumen-c1',
  people: '/phone/lumen',
  inbox: '/inbox/lumen/lumen-c2',
  conversations: '/inbox/lumen',
};
for (const [name, path] of Object.entries(places)) {
  for (const theme of ['light', 'dark'] as const) {
    for (const [size, look] of Object.entries({ wide, narrow })) {
      const page = await browser.open(server.url + path, { ...look, theme });
      page.on('pageerror', (error) => console.error(name, error.message));
      await page.waitForLoadState('load');
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) });
      await page.context().close();
    }
  }
}
