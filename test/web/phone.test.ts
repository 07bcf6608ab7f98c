import type { Bubble, Chat } from '#contracts/api/phone.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narrow, wide } from './browser.ts';
import type { FakeTenant } from './fake-world.ts';
import type { Stage } from './stage.ts';
import { missing, stage } from './stage.ts';

describe.skipIf(missing)(`the phone page${missing && ` (${missing})`}`, () => {
  let here: Stage;
  let lumen: FakeTenant;
  beforeAll(async () => {
    here = await stage();
    lumen = here.world.tenants[0]!;
  });
  afterAll(() => here[Symbol.asyncDispose]());

  const ada = '/phone/lumen/lumen-c1';
  const chatOf = (customer: string): Chat => here.world.chat(lumen, customer);
  const log = (page: Page) => page.getByRole('log');
  const write = async (page: Page, body: string) => {
    await page.getByRole('textbox', { name: 'Message' }).fill(body);
    await page.keyboard.press('Enter');
  };
  const says = (body: string, more: Partial<Bubble> = {}) =>
    here.world.add(lumen, 'lumen-c1', { from: 'business', content: { kind: 'text', body }, ...more });
  const lastSaid = () => chatOf('lumen-c1').bubbles.findLast((bubble) => bubble.from === 'customer');

  it('goes from /phone alone straight into the first chat', async () => {
    const page = await here.open('/phone');
    await page.waitForURL('**/phone/lumen/lumen-c1');
    await page.getByText('Perfect, thank you!').waitFor();
  });

  it('does not lead back into the chat of a first customer that one goes back from', async () => {
    const fresh: FakeTenant = {
      ...lumen,
      id: 'first',
      name: 'First Day',
      business: 'first-number',
      customers: [],
      chats: new Map(),
    };
    here.world.tenants.unshift(fresh);
    const page = await here.open('/phone');
    await page.evaluate(() => localStorage.setItem('deskbell.tenant', 'first'));
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(`${here.server.url}/phone`);
    await page.waitForURL('**/phone/first*');
    await page.getByRole('button', { name: 'Start as Ada Moreno' }).last().click();
    await page.getByText('start of your chat').waitFor();
    await page.goBack();
    await page.getByRole('link', { name: /Ada Moreno/ }).waitFor();
    expect(await page.getByText('start of your chat').count()).toBe(0);
    here.world.tenants.shift();
  });

  it('sends what was written, shows its ticks as they change, and then the answer', async () => {
    const page = await here.open(ada);
    await write(page, 'Is Irene in today?');
    const mine = log(page).getByRole('article').filter({ hasText: 'Is Irene in today?' });
    await mine.locator('[data-ticks=read]').waitFor();
    await log(page).getByRole('button', { name: 'Where are you?' }).last().waitFor();
    expect(await mine.count()).toBe(1);
  });

  it('taps a reply button', async () => {
    const page = await here.open(ada);
    await log(page).getByRole('button', { name: 'Move it' }).click();
    await log(page).getByText('You chose Move it').waitFor();
    expect(lastSaid()).toMatchObject({ content: { kind: 'choice', id: 'move' } });
  });

  it('chooses a row of a list by keyboard alone', async () => {
    const page = await here.open(ada);
    await log(page).getByRole('button', { name: 'See free times' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'See free times' }).waitFor();
    await page.getByRole('radio').first().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(lastSaid).toMatchObject({ content: { kind: 'choice', id: 'slot-4', title: '09:15' } });
  });

  it('closes a sheet with Escape and gives the focus back', async () => {
    const page = await here.open(ada);
    const opener = log(page).getByRole('button', { name: 'See free times' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('replies to a message by keyboard and goes to what was quoted', async () => {
    const page = await here.open(ada);
    await log(page).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const quoted = await page.evaluate(() => document.activeElement?.getAttribute('data-key'));
    await page.keyboard.press('r');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.keyboard.type('This one, please');
    await page.keyboard.press('Enter');
    await expect.poll(lastSaid).toMatchObject({ content: { body: 'This one, please' }, replyTo: quoted });
    await log(page)
      .getByRole('article')
      .filter({ hasText: 'This one, please' })
      .getByRole('button', { name: 'Go to the quoted message' })
      .click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe(quoted);
  });

  it('starts a new customer with a hidden number', async () => {
    const page = await here.open(ada);
    await page.getByRole('button', { name: 'New customer' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Noor Castillo');
    await page.getByLabel('Hide the number').check();
    await page.getByRole('button', { name: 'Start chatting' }).click();
    await page.getByRole('button', { name: 'I would like to book an appointment' }).click();
    await log(page).getByText('I would like to book an appointment').waitFor();
    expect(lumen.customers.at(-1)).toMatchObject({ name: 'Noor Castillo', number: undefined });
  });

  it('puts the cursor into the new chat, and loses nothing of what is typed at once', async () => {
    const page = await here.open(ada);
    await page.getByRole('button', { name: 'New customer' }).click();
    await page.keyboard.type('Hugo Prieto');
    await page.keyboard.press('Enter');
    await page.getByText('start of your chat').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.keyboard.type('Are you open?');
    await page.keyboard.press('Enter');
    await log(page).getByText('Are you open?').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
  });

  it('keeps the cursor in the chat after a suggestion was sent', async () => {
    lumen.customers.push({ id: 'quiet', name: 'Quiet One', userId: 'ES.8' });
    const page = await here.open('/phone/lumen/quiet');
    await page.getByRole('button', { name: 'Hi!' }).click();
    await log(page).getByText('Hi!').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
  });

  it('keeps what was written and not sent, chat by chat', async () => {
    const page = await here.open(ada);
    const field = page.getByRole('textbox', { name: 'Message' });
    await field.fill('Half a sen');
    await page.getByRole('link', { name: /Bilal Haddad/ }).click();
    await page.waitForURL('**/lumen-c2');
    await expect.poll(() => field.inputValue()).toBe('');
    await page.getByRole('link', { name: /Ada Moreno/ }).click();
    await expect.poll(() => field.inputValue()).toBe('Half a sen');
  });

  it('keeps the whole page in place while one goes through it with Tab or uses its switches', async () => {
    const page = await here.open('/phone/sol/sol-c1', { width: 1280, height: 500 });
    await page.getByText('code 20429').waitFor();
    const moved = () =>
      page.evaluate(() => {
        const shell = [document.documentElement, document.body, ...document.querySelectorAll('#app, #app > *, #app > * > *')];
        return shell.filter((element) => element.scrollTop !== 0 || element.scrollHeight > element.clientHeight).length;
      });
    expect(await moved()).toBe(0);
    await page.getByRole('group', { name: 'Slow webhooks' }).getByText('60 s').click();
    await page.getByRole('group', { name: 'Slow webhooks' }).getByText('Off').click();
    expect(await moved()).toBe(0);
    for (let n = 0; n < 40; n += 1) await page.keyboard.press('Tab');
    expect(await moved()).toBe(0);
  });

  it('makes the first customer of a fresh business with one tap', async () => {
    const fresh: FakeTenant = {
      ...lumen,
      id: 'fresh',
      name: 'Fresh Start',
      business: 'fresh-number',
      customers: [],
      chats: new Map(),
    };
    here.world.tenants.push(fresh);
    const page = await here.open('/phone/fresh');
    await page.getByRole('button', { name: 'Start as Ada Moreno' }).last().click();
    await page.getByRole('button', { name: 'Hi!' }).click();
    await log(page).getByText('Welcome to Fresh Start').waitFor();
    here.world.tenants.pop();
  });

  it('breaks no rule of the content policy', async () => {
    const page = await here.open('/');
    const complaints: string[] = [];
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    for (const path of [ada, '/phone/lumen/lumen-c2', '/inbox/lumen/lumen-c2']) {
      await page.goto(here.server.url + path);
      await log(page).getByRole('article').first().waitFor();
    }
    expect(complaints).toEqual([]);
  });

  it('shows the picture, the file and the place that were sent', async () => {
    const page = await here.open(ada);
    await log(page)
      .getByRole('img', { name: /Have a look around/ })
      .scrollIntoViewIfNeeded();
    await expect
      .poll(() =>
        log(page)
          .locator('img')
          .first()
          .evaluate((image: HTMLImageElement) => image.naturalWidth),
      )
      .toBeGreaterThan(0);
    await page.goto(`${here.server.url}/phone/lumen/lumen-c2`);
    await log(page).getByRole('link', { name: 'Download gift-voucher.pdf' }).waitFor();
    await page.goto(`${here.server.url}/phone/lumen/lumen-c3`);
    await log(page).getByText('40.42136, -3.70012').waitFor();
  });

  it('sends a picture with a caption, a place and a contact', async () => {
    const page = await here.open(ada, narrow);
    const attach = page.getByRole('button', { name: 'Attach', exact: true });
    await attach.click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Media' }).click();
    await (
      await chooser
    ).setFiles({
      name: 'dot.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'),
    });
    await page.getByLabel('Add a caption').fill('Like this');
    await page.getByRole('button', { name: 'Send', exact: true }).last().click();
    await expect.poll(lastSaid).toMatchObject({ content: { kind: 'media', media: 'image', caption: 'Like this' } });

    await attach.click();
    await page.getByRole('button', { name: 'Location' }).click();
    await page.getByLabel('Name of the place').fill('At the corner');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await expect.poll(lastSaid).toMatchObject({ content: { kind: 'location', name: 'At the corner' } });

    await attach.click();
    await page.getByRole('button', { name: 'Contact' }).click();
    await page.getByLabel('Name').fill('Hugo');
    await page.getByLabel('Number').fill('+34600000009');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await expect
      .poll(lastSaid)
      .toMatchObject({ content: { kind: 'contacts', contacts: [{ name: 'Hugo', phone: '+34600000009' }] } });
  });

  it('treats what the business writes as text, never as HTML', async () => {
    const page = await here.open(ada);
    says('<img src=x onerror="document.title=\'owned\'"> javascript:alert(1) https://salon.example/a_b_c. *bold*');
    const said = log(page).getByRole('article').filter({ hasText: 'onerror' });
    await said.getByRole('link', { name: 'https://salon.example/a_b_c' }).waitFor();
    expect(await said.locator('img').count()).toBe(0);
    expect(await said.getByRole('link').count()).toBe(1);
    expect(await said.locator('strong').innerText()).toBe('bold');
    expect(await page.title()).not.toContain('owned');
  });

  it('says when the connection is gone, and catches up when it is back', async () => {
    const page = await here.open(ada);
    await page.getByText('Perfect, thank you!').waitFor();
    here.server.away(true);
    await page.getByText('Reconnecting').waitFor();
    says('Said while you were away');
    here.server.away(false);
    await log(page).getByText('Said while you were away').waitFor();
    await page.getByText('Reconnecting').waitFor({ state: 'detached' });
  });

  it('keeps a message that was refused, with a way to send it again', async () => {
    const page = await here.open('/phone/lumen/lumen-c3');
    lumen.faults = { ...lumen.faults, serverError: 1 };
    await write(page, 'Second try');
    const again = page.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    lumen.faults = { ...lumen.faults, serverError: 0 };
    await again.click();
    await expect
      .poll(() => chatOf('lumen-c3').bubbles.some((bubble) => 'body' in bubble.content && bubble.content.body === 'Second try'))
      .toBe(true);
    await again.waitFor({ state: 'detached' });
  });

  it('keeps a chat of five thousand bubbles short in the page, and counts what comes while one reads above', async () => {
    const at = here.world.now() - 6_000_000;
    const old = Array.from({ length: 5_000 }, (_, n): Bubble => ({
      id: `old${n}`,
      from: n % 3 ? 'business' : 'customer',
      at: at + n,
      content: { kind: 'text', body: `Line ${n}` },
      ticks: 'read',
      reactions: [],
    }));
    lumen.customers.push({ id: 'long', name: 'Long Chat', userId: 'ES.9' });
    lumen.chats.set('long', { bubbles: old, typing: false });
    const page = await here.open('/phone/lumen/long', narrow);
    await log(page).getByText('Line 4999').waitFor();
    expect(await log(page).getByRole('article').count()).toBeLessThan(200);
    for (const distance of [2_000, 4_000]) {
      await log(page).evaluate((element, top) => element.scrollTo({ top: -top }), distance);
      await page.getByRole('button', { name: 'Go to the latest message', exact: true }).waitFor();
    }
    here.world.add(lumen, 'long', { from: 'business', content: { kind: 'text', body: 'News' } });
    await page.getByRole('button', { name: 'Go to the latest message, 1 new' }).click();
    await log(page).getByText('News').waitFor();
    await page.getByRole('button', { name: /latest message/ }).waitFor({ state: 'detached' });
  });

  it('moves the sandbox clock and closes the 24-hour window', async () => {
    // A little more than a day, so that the test has time: it says hours, as the inbox does.
    chatOf('lumen-c2').windowUntil = here.world.now() + 24.5 * 3_600_000;
    const page = await here.open('/phone/lumen/lumen-c2', wide);
    await page.getByText(/^Open for another 24 hrs/).waitFor();
    await page.getByRole('button', { name: '+25 hours' }).click();
    await page.getByText('Closed', { exact: true }).waitFor();
    await page.getByText(/1 day 1 hr ahead/).waitFor();
    here.world.offsetMs = 0;
  });

  it('sets a fault of the provider', async () => {
    const page = await here.open('/phone/sol/sol-c1');
    await page.getByText('code 20429').waitFor();
    await page.getByRole('group', { name: 'Deliver twice' }).getByText('Always').click();
    await expect.poll(() => here.world.tenants[1]?.faults.duplicate).toBe(1);
    await page.getByRole('button', { name: 'All off' }).click();
    await expect.poll(() => here.world.tenants[1]?.faults.duplicate).toBe(0);
  });

  it('speaks Spanish to a Spanish browser, and English when asked', async () => {
    const page = await here.open(ada, { ...wide, locale: 'es-ES' });
    await page.getByRole('button', { name: 'Cliente nuevo' }).waitFor();
    await page.getByRole('button', { name: 'Switch to English' }).click();
    await page.getByRole('button', { name: 'New customer' }).waitFor();
  });

  it('fills a narrow screen with the chat and leads back to the people', async () => {
    const page = await here.open(ada, narrow);
    await log(page).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await page.getByRole('navigation', { name: 'Pages' }).isVisible()).toBe(false);
    await page.getByRole('link', { name: 'Back to the customers' }).click();
    await page.getByRole('heading', { name: 'Who are you chatting as?' }).waitFor();
  });
});
