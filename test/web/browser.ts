import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** A Chromium of this machine, by `CHROMIUM` or in its usual places. */
export const browserPath: string | undefined = [process.env['CHROMIUM'], ...PLACES].find((path) => path && existsSync(path));

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
  readonly touch?: boolean;
  /** Pixels of the picture for one of the page. */
  readonly scale?: number;
}
export const wide: Look = { width: 1280, height: 800 };
export const narrow: Look = { width: 360, height: 740, touch: true };

export interface Viewer extends AsyncDisposable {
  open(url: string, look?: Look): Promise<Page>;
}

/** One browser with nothing in it; each page opened has storage of its own. */
export async function viewer(executablePath: string): Promise<Viewer> {
  const profile = await mkdtemp(join(tmpdir(), 'deskbell-browser-'));
  const first: BrowserContext = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS.split(' ') });
  const browser: Browser | null = first.browser();
  if (!browser) throw new Error('the browser did not start');
  return {
    async open(url, { width, height, theme = 'light', locale = 'en-GB', touch = false, scale = 1 } = wide) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        locale,
        hasTouch: touch,
        deviceScaleFactor: scale,
        isMobile: touch,
        serviceWorkers: 'block',
      });
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await first.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
