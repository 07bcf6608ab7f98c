import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narrow } from './browser.ts';
import type { FakeTenant } from './fake-world.ts';
import type { Stage } from './stage.ts';
import { missing, stage } from './stage.ts';

describe.skipIf(missing)(`the inbox page${missing && ` (${missing})`}`, () => {
  let here: Stage;
  let lumen: FakeTenant;
  beforeAll(async () => {
    here = await stage();
    lumen = here.world.tenants[0]!;
  });
  afterAll(() => here[Symbol.asyncDispose]());
  const writes = (customer: string, body: string) =>
    here.world.add(lumen, customer, { from: 'customer', content: { kind: 'text', body } });

  it('shows what comes, in the list and in the open conversation, without a reload', async () => {
    const page = await here.open('/inbox/lumen/lumen-c1');
    await page.getByRole('log').getByText('Perfect, thank you!').waitFor();
    writes('lumen-c1', 'One more thing');
    await page.getByRole('log').getByText('One more thing').waitFor();
    writes('lumen-c3', 'Found it');
    const first = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first();
    await expect.poll(() => first.innerText()).toMatch(/Chloé Martin[\s\S]*Found it/);
  });

  it('tells what was offered, what became of a message, and that one is unsettled', async () => {
    const page = await here.open('/inbox/lumen/lumen-c2');
    const log = page.getByRole('log');
    await log.getByText('Unsettled').waitFor();
    await log.getByText('Delivered').waitFor();
    await log.getByRole('listitem').filter({ hasText: 'My appointments' }).waitFor();
    await log.getByRole('link', { name: 'gift-voucher.pdf' }).waitFor();
    await page.getByRole('img', { name: 'A message nobody knows the fate of' }).waitFor();
  });

  it('finds a conversation without minding accents', async () => {
    const page = await here.open('/inbox/lumen');
    const links = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link');
    await links.nth(2).waitFor();
    await page.getByRole('searchbox').fill('chloe');
    await expect.poll(() => links.count()).toBe(1);
    await page.getByRole('searchbox').fill('nobody at all');
    await page.getByText('Nothing matches').waitFor();
  });

  it('goes through the conversations with the arrow keys', async () => {
    const page = await here.open('/inbox/lumen');
    const links = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link');
    await links.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => links.nth(1).getAttribute('aria-current')).toBe('page');
    expect(await links.nth(1).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('pages back through a long conversation as one scrolls up', async () => {
    lumen.customers.push({ id: 'long', name: 'Long Chat', userId: 'ES.9' });
    for (let n = 0; n < 130; n += 1) writes('long', `Line ${n}`);
    const page = await here.open('/inbox/lumen/long');
    const log = page.getByRole('log');
    await log.getByText('Line 129').waitFor();
    await expect
      .poll(async () => {
        await log.evaluate((element) => element.scrollTo({ top: -element.scrollHeight }));
        return log.getByText('Line 0', { exact: true }).count();
      })
      .toBe(1);
    expect(await log.getByRole('article').count()).toBe(130);
  });

  it('leads from the list to a conversation and back on a narrow screen, and opens the bookings', async () => {
    const page = await here.open('/inbox/lumen', narrow);
    await page.getByRole('link', { name: /Ada Moreno/ }).click();
    await page.getByRole('log').waitFor();
    await page.getByRole('link', { name: 'Back to the conversations' }).click();
    await page.getByRole('button', { name: 'Upcoming bookings' }).click();
    await page.getByRole('dialog').getByText('Highlights').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  it('shows the activity by keyboard, and what comes while it stands open', async () => {
    const page = await here.open('/inbox/sol');
    const button = page.getByRole('button', { name: 'Activity' });
    await button.focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'Activity' });
    await sheet.getByText('No CRM is connected').waitFor();
    const entries = sheet.getByRole('region', { name: 'Audit' }).getByRole('listitem');
    const before = await entries.count();
    expect(before).toBeGreaterThan(0);
    here.world.add(here.world.tenants[1]!, here.world.tenants[1]!.customers[0]!.id, {
      from: 'customer',
      content: { kind: 'text', body: 'One more' },
    });
    await sheet.getByText(`#${before + 1}`, { exact: true }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await entries.first().getByText('messageId').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('says that the activity could not be loaded, and tries again', async () => {
    const page = await here.open('/inbox/lumen');
    await page.getByRole('link', { name: /Ada Moreno/ }).waitFor();
    await page.route('**/activity', (route) => route.fulfill({ status: 503, json: { title: 'away' } }), { times: 1 });
    await page.getByRole('button', { name: 'Activity' }).click();
    const sheet = page.getByRole('dialog', { name: 'Activity' });
    await sheet.getByRole('alert').waitFor();
    await sheet.getByRole('button', { name: 'Try again' }).click();
    await sheet.getByText('No CRM is connected').waitFor();
  });

  it('changes the business', async () => {
    const page = await here.open('/inbox/lumen');
    await page.getByRole('combobox', { name: 'Business' }).selectOption('Clínica Sol');
    await page.getByRole('link', { name: /Diego Ferrer/ }).waitFor();
  });
});
