import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { settingsFrom } from '#config/load.ts';
import { type Stage, openStage } from '#sandbox/stage/stage.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { type Look, browserPath, viewer } from './browser.ts';

/** A phone of today in the dark, held upright. */
export const phone: Look = { width: 390, height: 800, touch: true, theme: 'dark' };

export interface RealStage extends AsyncDisposable {
  readonly stage: Stage;
  open(path: string, look: Look): Promise<Page>;
}

/** The pages on the sandbox itself, in a browser of its own. */
export async function realStage(): Promise<RealStage> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder());
  const settings = settingsFrom({ DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0', DESKBELL_DATA: folder.path });
  const stage = opened.use(await openStage({ settings, metaPort: 0, twilioPort: 0, log: quietLog, checkAnswers: true }));
  const browser = opened.use(await viewer(browserPath ?? ''));
  const closing = opened.move();
  return {
    stage,
    open: (path, look) => browser.open(stage.app.pagesUrl + path, look),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** axe finds nothing on the page as it is now. */
export async function clean(page: Page, what: string): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  expect([what, found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])]).toEqual([what, []]);
}
