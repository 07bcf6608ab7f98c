import type { Locator, Page } from 'playwright-core';
import { join } from 'node:path';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { browserPath, viewer } from './browser.ts';

/**
 * Takes the pictures of the docs from the sandbox itself: a customer books at Juniper Hair, another one is about to.
 * `node test/web/pictures.ts docs/pictures` after a build of the pages; then `pngquant --force --ext .png <file>`.
 */
const [, , folder] = process.argv;
if (!folder || !browserPath) throw new Error('needs a folder to write to, and a Chromium');

await using stage = await temporaryStage();
await using browser = await viewer(browserPath);
const page = await browser.open(`${stage.app.pagesUrl}/phone/juniper`, { width: 1280, height: 860 });
const log = page.getByRole('log');

await start('Rosa Blum');
await say('Hi');
await bookUntil((last) => last.filter({ hasText: '✅' }));
await page.mouse.move(0, 0);
await page.locator('body').evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
await page.screenshot({ path: join(folder, 'phone-light.png') });

await start('Samir Osei');
await say('I would like to book an appointment');
await bookUntil((last) => offers(last).nth(1));

await page.setViewportSize({ width: 1280, height: 800 });
await page.request.post(`${stage.app.pagesUrl}/sandbox/sign-in`, { data: { as: 'owner' } });
await page.goto(`${stage.app.pagesUrl}/inbox/juniper`);
await page.getByRole('link', { name: /Rosa Blum/ }).click();
await page.getByRole('log').getByText('✅').waitFor();
await page.mouse.move(0, 0);
await page.screenshot({ path: join(folder, 'inbox.png') });

async function start(name: string): Promise<void> {
  await page.getByRole('button', { name: 'New customer' }).click();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.getByText('start of your chat').waitFor();
}

async function say(text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

/** Answers each question with the second row of its list or with its first button, until the last message has `wanted`. */
async function bookUntil(wanted: (last: Locator) => Locator): Promise<void> {
  for (let step = 0; step < 12; step += 1) {
    const last = await answered(page);
    if ((await wanted(last).count()) > 0) return;
    const list = last.locator('button[aria-haspopup=dialog]');
    if ((await list.count()) === 0) {
      await offers(last).first().click();
      continue;
    }
    await list.click();
    const rows = page.getByRole('radio');
    await rows.nth(Math.min(1, (await rows.count()) - 1)).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  }
  throw new Error('the conversation did not come so far');
}

function offers(message: Locator): Locator {
  return message.getByRole('group', { name: 'Options to tap' }).getByRole('button');
}

/** The last message, once it is the business’s. */
async function answered(of: Page): Promise<Locator> {
  const last = log.locator('article').last();
  await of.waitForFunction(
    () => document.querySelector('[role=log] article:last-of-type')?.getAttribute('data-from') === 'business',
  );
  return last;
}
