import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { narrow, wide } from './browser.ts';
import type { FakeTenant } from './fake-world.ts';
import type { Stage } from './stage.ts';
import { missing, stage } from './stage.ts';

const ADA = '/inbox/lumen/lumen-c1';

describe.skipIf(missing)(`answering a customer${missing && ` (${missing})`}`, () => {
  let here: Stage;
  let lumen: FakeTenant;
  let sol: FakeTenant;
  beforeAll(async () => {
    here = await stage();
    [lumen, sol] = [here.world.tenants[0]!, here.world.tenants[1]!];
    lumen.canned.push(
      { id: 'c1', shortcut: 'hours', title: 'Opening hours', text: 'We are open from 9 to 5.' },
      { id: 'c2', shortcut: 'home', title: 'Home visits', text: 'We do not visit customers at home.' },
      { id: 'c3', shortcut: 'way', title: 'How to find us', text: 'We are next to the station.' },
    );
  });
  afterAll(() => here[Symbol.asyncDispose]());
  beforeEach(() => {
    lumen.controls.delete('lumen-c1');
    lumen.calls.length = 0;
    lumen.failures.length = 0;
  });

  const field = (page: Page) => page.getByRole('textbox', { name: 'Message to the customer' });
  const noteField = (page: Page) => page.getByRole('textbox', { name: 'Note for the team' });
  const log = (page: Page) => page.getByRole('log');
  const articles = (page: Page, text: string) => log(page).getByRole('article').filter({ hasText: text });
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const texts = (of = lumen) => of.calls.map(({ body }) => (body as { readonly body: string }).body);
  const focused = (page: Page) => field(page).evaluate((element) => element === document.activeElement);
  const says = async (page: Page, text: string) => {
    await field(page).fill(text);
    await page.keyboard.press('Enter');
  };

  it('says that the bot answers now, sends with Enter, and shows who answers then', async () => {
    const page = await here.open(ADA);
    await page.getByText('The bot answers now. When you send a message, you take over').waitFor();
    await field(page).click();
    await page.keyboard.type('Hello Ada,');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('see you on Saturday 😀');
    await page.keyboard.press('Enter');
    const sent = articles(page, 'see you on Saturday');
    await sent.getByText('Sent', { exact: true }).waitFor();
    expect(texts()).toEqual(['Hello Ada,\nsee you on Saturday 😀']);
    expect(await sent.count()).toBe(1);
    await page.getByText('A person answers').waitFor();
    expect([await field(page).inputValue(), await focused(page)]).toEqual(['', true]);
    expect(await page.getByText('The bot answers now.').count()).toBe(0);
  });

  it('shows a message at once, before the server has answered', async () => {
    const page = await here.open(ADA);
    let go: () => void = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route('**/messages', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await says(page, 'Right away');
    await articles(page, 'Right away').getByText('Sending').waitFor();
    go();
    await articles(page, 'Right away').getByText('Sent', { exact: true }).waitFor();
    expect(await articles(page, 'Right away').count()).toBe(1);
  });

  it('sends nothing that is blank or too long, and counts near the limit', async () => {
    const page = await here.open(ADA);
    const send = page.getByRole('button', { name: 'Send', exact: true });
    await field(page).fill(' \n ');
    expect(await send.isDisabled()).toBe(true);
    await field(page).fill('x'.repeat(4_000));
    await page.getByText('96 characters left').waitFor();
    await field(page).fill('x'.repeat(4_097));
    await page.getByText('1 characters too many: at most 4,096').waitFor();
    expect(await send.isDisabled()).toBe(true);
    await page.keyboard.press('Enter');
    expect(texts()).toEqual([]);
    await field(page).fill('');
  });

  it('has the limit of the number’s provider, and no quotes where it cannot quote', async () => {
    const page = await here.open('/inbox/sol/sol-c1');
    await field(page).fill('x'.repeat(1_601));
    await page.getByText('at most 1,600').waitFor();
    expect(await page.getByRole('button', { name: 'Reply to this message' }).count()).toBe(0);
    await field(page).fill('');
  });

  describe('a call that fails', () => {
    it('keeps the text, and is tried again with the same key', async () => {
      const page = await here.open(ADA);
      lumen.failures.push({ status: 503, code: 'store_unavailable' });
      await says(page, 'Once more');
      const failed = articles(page, 'Once more');
      await failed.getByRole('alert').filter({ hasText: 'Perhaps not sent.' }).waitFor();
      // It may have arrived, so changing it could send it twice.
      expect(await failed.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0);
      await press(page, 'Try again');
      await failed.getByText('Sent', { exact: true }).waitFor();
      const [first, second] = lumen.calls.map(({ key }) => key);
      expect([first === second, lumen.calls.length]).toEqual([true, 2]);
      expect(first).toMatch(/^[!-~]{1,200}$/);
    });

    it('though it was done, is not done again, also after a reload of the page', async () => {
      const page = await here.open(ADA);
      let lost = false;
      await page.route('**/messages', async (route) => {
        if (lost || route.request().method() !== 'POST') return route.continue();
        lost = true;
        await route.fetch();
        await route.abort();
      });
      await says(page, 'Only once');
      const failed = log(page).locator('[data-outgoing=failed]').filter({ hasText: 'Only once' });
      await failed.getByText('Trying again is safe').waitFor();
      await page.reload();
      await failed.waitFor();
      await articles(page, 'Perfect, thank you!').first().waitFor();
      await failed.getByRole('button', { name: 'Try again' }).click();
      await failed.waitFor({ state: 'detached' });
      await expect.poll(() => articles(page, 'Only once').count()).toBe(1);
      expect(
        lumen.chats.get('lumen-c1')?.bubbles.filter(({ content }) => 'body' in content && content.body === 'Only once'),
      ).toHaveLength(1);
    });

    it('because it is refused is not offered again as it is, but can be edited or thrown away', async () => {
      const page = await here.open(ADA);
      lumen.failures.push({ status: 422, code: 'window_closed' });
      await says(page, 'Too late');
      const failed = articles(page, 'Too late');
      await failed.getByText('Wait until the customer writes').waitFor();
      expect(await failed.getByRole('button', { name: 'Try again' }).count()).toBe(0);
      await failed.getByRole('button', { name: 'Edit', exact: true }).click();
      expect([await failed.count(), await field(page).inputValue()]).toEqual([0, 'Too late']);
      lumen.failures.push({ status: 422, code: 'window_closed' });
      await page.keyboard.press('Enter');
      await failed.getByRole('button', { name: 'Discard' }).click();
      expect(await failed.count()).toBe(0);
      expect(new Set(lumen.calls.map(({ key }) => key)).size).toBe(2);
    });
  });

  describe('a draft', () => {
    it('is kept for its conversation, over a reload, until it is sent', async () => {
      const page = await here.open(ADA);
      await field(page).fill('To be continued');
      await page.getByRole('link', { name: /Bilal Haddad/ }).click();
      await page.getByRole('heading', { name: 'Bilal Haddad' }).waitFor();
      expect(await field(page).inputValue()).toBe('');
      await page.reload();
      await page.getByRole('link', { name: /Ada Moreno/ }).click();
      await expect.poll(() => field(page).inputValue()).toBe('To be continued');
      await field(page).press('Enter');
      await articles(page, 'To be continued').waitFor();
      await page.reload();
      await field(page).waitFor();
      expect(await field(page).inputValue()).toBe('');
    });

    it('of a note is another one, and never becomes a message', async () => {
      const page = await here.open(ADA);
      await page.getByText('Note', { exact: true }).click();
      await noteField(page).fill('Owes us 20 €');
      await page.getByText('Reply', { exact: true }).click();
      expect(await field(page).inputValue()).toBe('');
      await page.getByText('Note', { exact: true }).click();
      expect(await noteField(page).inputValue()).toBe('Owes us 20 €');
      await noteField(page).fill('');
    });
  });

  it('quotes a message, and Escape takes the quote away', async () => {
    const page = await here.open(ADA);
    const last = articles(page, 'Perfect, thank you!');
    const reply = last.getByRole('button', { name: 'Reply to this message' });
    await reply.focus();
    await page.keyboard.press('Enter');
    const quote = page.getByRole('form', { name: 'Write to the customer' }).getByText('Perfect, thank you!');
    await quote.waitFor();
    await expect.poll(() => focused(page)).toBe(true);
    await page.keyboard.press('Escape');
    await quote.waitFor({ state: 'detached' });
    await reply.click();
    await says(page, 'Gladly');
    await articles(page, 'Gladly').getByText('Sent', { exact: true }).waitFor();
    await articles(page, 'Gladly').getByText('Perfect, thank you!').waitFor();
    expect(await quote.count()).toBe(0);
    expect(lumen.calls.at(-1)?.body).toMatchObject({ replyTo: expect.stringContaining('wamid.') });
  });

  describe('canned replies', () => {
    it('are found with / and chosen by keyboard', async () => {
      const page = await here.open(ADA);
      await field(page).click();
      await page.keyboard.type('/ho');
      const options = page.getByRole('listbox', { name: 'Canned replies' }).getByRole('option');
      await expect.poll(() => options.allInnerTexts()).toHaveLength(3);
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => options.and(page.getByRole('option', { selected: true })).innerText()).toMatch(/^\/hours/);
      await page.keyboard.press('Enter');
      expect(await field(page).inputValue()).toBe('We are open from 9 to 5.');
      expect([await options.count(), texts()]).toEqual([0, []]);
      await page.keyboard.press('Enter');
      await articles(page, 'We are open from 9 to 5.').waitFor();
    });

    it('are never sent by their shortcut: Enter does nothing while none fits, Escape closes the list', async () => {
      const page = await here.open(ADA);
      await field(page).click();
      await page.keyboard.type('/hox');
      await page.getByText('No canned reply begins with this').waitFor();
      await page.keyboard.press('Enter');
      expect(texts()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
      await expect.poll(() => texts()).toEqual(['/hox']);
    });

    it('are written, used and deleted in their sheet', async () => {
      const page = await here.open(ADA);
      await field(page).fill('Dear Ada,');
      await press(page, 'Canned replies');
      const sheet = page.getByRole('dialog', { name: 'Canned replies' });
      await sheet.getByRole('button', { name: 'New canned reply' }).click();
      await sheet.getByLabel('Shortcut').fill('hours');
      await sheet.getByLabel('Title').fill('Thanks');
      await sheet.getByLabel('Text').fill('Thank you for your visit.');
      await sheet.getByRole('button', { name: 'Save' }).click();
      await sheet.getByText('Another canned reply has this shortcut').waitFor();
      await sheet.getByLabel('Shortcut').fill('thanks');
      await sheet.getByRole('button', { name: 'Save' }).click();
      await sheet.getByRole('button', { name: 'Use: Thanks' }).click();
      await expect.poll(() => field(page).inputValue()).toBe('Dear Ada,\nThank you for your visit.');
      await field(page).fill('');
      await press(page, 'Canned replies');
      await sheet.getByRole('button', { name: 'Delete: Thanks' }).click();
      await sheet.getByText('Thank you for your visit.').waitFor({ state: 'detached' });
      expect(lumen.canned.map(({ shortcut }) => shortcut)).toEqual(['hours', 'home', 'way']);
    });
  });

  it('is replaced by the reason once the window is closed, and notes stay possible', async () => {
    const page = await here.open('/inbox/lumen/lumen-c3');
    await page.getByText('You cannot write now: WhatsApp allows free messages only within 24 hours').waitFor();
    expect([await field(page).count(), await page.getByRole('button', { name: 'Send', exact: true }).count()]).toEqual([0, 0]);
    await page.getByText('Note', { exact: true }).click();
    await noteField(page).fill('Call her on Monday');
    await page.keyboard.press('Enter');
    await log(page).locator('[data-note]').filter({ hasText: 'Call her on Monday' }).waitFor();
  });

  it('tells of somebody else who answers, and still lets one write', async () => {
    lumen.controls.set('lumen-c1', {
      state: 'open',
      waiting: false,
      answeredBy: { by: 'person', userId: 'zoe', you: false, since: 1, why: 'taken_over' },
    });
    const page = await here.open(ADA);
    await page.getByText('A colleague answers this customer').waitFor();
    await says(page, 'May I?');
    await articles(page, 'May I?').getByText('Sent', { exact: true }).waitFor();
    await expect.poll(() => page.getByText('A colleague answers this customer').count()).toBe(0);
  });

  describe('a note', () => {
    it('is yellow, says who sees it, and is deleted by its author', async () => {
      const page = await here.open(ADA);
      const form = (name: string) => page.getByRole('form', { name });
      const colour = (name: string) => form(name).evaluate((element) => getComputedStyle(element).backgroundColor);
      const white = await colour('Write to the customer');
      await page.getByText('Note', { exact: true }).click();
      await form('Write a note').getByText('They are never sent to the customer').waitFor();
      expect(await colour('Write a note')).not.toBe(white);
      await noteField(page).fill('Prefers mornings');
      await page.keyboard.press('Enter');
      const note = log(page).locator('[data-note]').filter({ hasText: 'Prefers mornings' });
      await note.getByText('only the team sees it').waitFor();
      expect(
        lumen.chats.get('lumen-c1')?.bubbles.some(({ content }) => 'body' in content && content.body === 'Prefers mornings'),
      ).toBe(false);
      await note.getByRole('button', { name: 'Delete note' }).click();
      await note.getByRole('button', { name: 'Really delete it' }).click();
      await note.waitFor({ state: 'detached' });
    });

    it('of a colleague cannot be deleted, and stands among the messages by its time', async () => {
      const at = here.world.now() - 10 * 60_000;
      lumen.notes.set('lumen-c1', [{ id: 'zoes', at, authorId: 'zoe', own: false, text: 'Was late last time' }]);
      const page = await here.open(ADA);
      const note = log(page).locator('[data-note]');
      await note.getByText('Note of a colleague').waitFor();
      expect(await note.getByRole('button').count()).toBe(0);
      const all = await log(page).getByRole('article').allInnerTexts();
      const place = all.findIndex((text) => text.includes('Was late last time'));
      expect([place > 0, place < all.findIndex((text) => text.includes('Perfect, thank you!'))]).toEqual([true, true]);
      lumen.notes.clear();
    });
  });

  it('says in words why a message failed, with the provider’s code, and lets one write it again', async () => {
    const page = await here.open(ADA);
    await says(page, 'Did you get this?');
    await articles(page, 'Did you get this?').getByText('Sent', { exact: true }).waitFor();
    here.world.change(lumen, 'lumen-c1', ({ bubbles }) => void Object.assign(bubbles.at(-1)!, { ticks: 'failed' }));
    const failed = articles(page, 'Did you get this?');
    await failed.getByText('WhatsApp could not deliver this').waitFor();
    await failed.getByText('The provider’s code: 131026.').waitFor();
    await failed.getByRole('button', { name: 'Write it again' }).click();
    expect(await field(page).inputValue()).toBe('Did you get this?');
    await field(page).fill('');
  });

  it('is not for somebody who may only read', async () => {
    const page = await here.open('/');
    await page.route('**/api/me', async (route) => {
      const answer = await route.fetch();
      const me = await answer.json();
      const tenants = me.tenants.map((one: object) => ({
        ...one,
        role: 'viewer',
        permissions: ['conversations.read', 'notes.read'],
      }));
      await route.fulfill({ response: answer, json: { ...me, tenants } });
    });
    await page.goto(here.server.url + ADA);
    await page.getByText('Writing needs the role of an agent').waitFor();
    expect(await field(page).count()).toBe(0);
    expect(await log(page).getByRole('button', { name: 'Reply to this message' }).count()).toBe(0);
  });

  it('works on a narrow screen and in Spanish', async () => {
    const page = await here.open('/inbox/sol/sol-c1', { ...narrow, width: 390, locale: 'es-ES' });
    await page.getByText('Ahora responde el bot').waitFor();
    await page.getByRole('textbox', { name: 'Mensaje para el cliente' }).fill('¡Hola!\n¿Qué tal?');
    await page.getByRole('button', { name: 'Enviar' }).tap();
    await articles(page, '¿Qué tal?').getByText('Enviado', { exact: true }).waitFor();
    expect(texts(sol)).toEqual(['¡Hola!\n¿Qué tal?']);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  it('keeps the last message in view while the field grows', async () => {
    const page = await here.open(ADA, { ...wide, height: 600 });
    await articles(page, 'Perfect, thank you!').first().waitFor();
    await field(page).fill(Array.from({ length: 12 }, (_, n) => `Line ${n}`).join('\n'));
    const bottom = await log(page)
      .getByRole('article')
      .last()
      .evaluate((element) => element.getBoundingClientRect().bottom);
    const edge = await log(page).evaluate((element) => element.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThanOrEqual(edge + 1);
    await field(page).fill('');
  });
});
