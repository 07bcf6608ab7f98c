import type { Page } from 'playwright-core';
import { existsSync } from 'node:fs';
import type { Look, Viewer } from './browser.ts';
import { browserPath, viewer } from './browser.ts';
import type { FakeServer } from './fake-server.ts';
import { fakeServer } from './fake-server.ts';
import { tellStory } from './fake-story.ts';
import type { FakeWorld } from './fake-world.ts';
import { fakeWorld } from './fake-world.ts';

const built = existsSync(new URL('../../web/dist/index.html', import.meta.url));

/** Why these tests cannot run here; empty when they can. */
export const missing: string = !browserPath
  ? 'no Chromium: set CHROMIUM'
  : built
    ? ''
    : 'web/dist is missing: node node_modules/vite/bin/vite.js build web';

export interface Stage extends AsyncDisposable {
  readonly world: FakeWorld;
  readonly server: FakeServer;
  open(path: string, look?: Look): Promise<Page>;
}

/** The pages on a fake server with a story to look at, in a browser of its own. */
export async function stage(): Promise<Stage> {
  const world = fakeWorld(Date.parse('2026-11-20T09:41:00Z'));
  tellStory(world);
  const server = await fakeServer(world, 20);
  const browser: Viewer = await viewer(browserPath ?? '');
  return {
    world,
    server,
    open: (path, look) => browser.open(server.url + path, look),
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
