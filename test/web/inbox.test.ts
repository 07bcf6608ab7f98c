import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { narrow, wide } from './browser.ts';
import { booked } from './fake-story.ts';
import type { FakeTenant } from './fake-world.ts';
import { crowd } from './fake-world.ts';
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
  const links = (page: Page) => page.getByRole('navigation', { name: 'Conversations' }).getByRole('link');
  const opened = (page: Page) => new URL(page.url()).pathname;
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
    await page.getByRole('img', { name: 'Unsettled message: it may or may not have been sent' }).waitFor();
  });

  describe('the search', () => {
    const results = (page: Page) => page.getByRole('navigation', { name: 'Search results' }).getByRole('link');
    const box = (page: Page) => page.getByRole('searchbox');
    const marked = (page: Page) => results(page).locator('mark').allInnerTexts();

    it('finds names and messages without minding accents, and marks what matched', async () => {
      const page = await here.open('/inbox/lumen');
      await box(page).fill('chlo');
      await page.getByRole('status').filter({ hasText: '1 match' }).waitFor();
      expect(await marked(page)).toEqual(['Chlo']);
      await box(page).fill('حجز');
      await expect.poll(() => marked(page)).toEqual(['حجز']);
      await box(page).fill('nobody at all');
      await page.getByRole('status').filter({ hasText: 'No matches' }).waitFor();
      await box(page).fill('?!');
      await page.getByText('Type a letter or a digit').waitFor();
      await box(page).fill('');
      await expect.poll(() => links(page).count()).toBe(3);
    });

    it('is used by keyboard, and opens the conversation at the message', async () => {
      lumen.customers.push({ id: 'old', name: 'Old Chat', userId: 'ES.8' });
      for (let n = 0; n < 45; n += 1) {
        const body = n === 3 || n === 40 ? `A rare porcupine ${n}` : `Line ${n}`;
        here.world.add(lumen, 'old', {
          at: here.world.now() - (45 - n) * 60_000,
          from: 'customer',
          content: { kind: 'text', body },
        });
      }
      const page = await here.open('/inbox/lumen');
      await box(page).fill('porcu');
      await expect.poll(() => results(page).count()).toBe(2);
      await page.keyboard.press('Enter');
      await page.getByRole('log').getByText('A rare porcupine 40').waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => results(page).nth(1).getAttribute('aria-current')).toBe('page');
      const there = page.getByRole('log').getByText('A rare porcupine 3', { exact: true });
      const top = () => there.evaluate((element) => element.getBoundingClientRect().top);
      await expect.poll(top).toBeGreaterThan(0);
      await expect.poll(top).toBeLessThan(700);
      lumen.customers.pop();
      lumen.chats.delete('old');
    });

    it('opens the conversation if the message is not loaded', async () => {
      const page = await here.open('/inbox/lumen/lumen-c1?message=missing');
      await page.getByRole('log').getByText('Perfect, thank you!').waitFor();
    });

    it('says that it failed, and tries again', async () => {
      const page = await here.open('/inbox/lumen');
      await page.route('**/search?*', (route) => route.fulfill({ status: 503, json: { title: 'away' } }), { times: 1 });
      await box(page).fill('chloe');
      await page.getByText('The search failed').waitFor();
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect.poll(() => results(page).count()).toBe(1);
    });

    it('goes on where a page has no match, and asks once for what is typed', async () => {
      const page = await here.open('/inbox/lumen');
      await links(page).nth(2).waitFor();
      const asked: string[] = [];
      await page.route('**/search?*', async (route) => {
        asked.push(new URL(route.request().url()).search);
        if (asked.length < 4) await route.fulfill({ json: { items: [], next: '0' } });
        else await route.continue();
      });
      await box(page).pressSequentially('chloe');
      await expect.poll(() => results(page).count()).toBe(1);
      expect(asked).toEqual(['?q=chloe', ...Array.from({ length: 3 }, () => '?q=chloe&cursor=0')]);
    });

    it('fits on a narrow screen', async () => {
      const page = await here.open('/inbox/lumen', narrow);
      await box(page).fill('appointment');
      await results(page).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await results(page).first().click();
      await page.getByRole('log').waitFor();
    });
  });

  describe('with more conversations than one page', () => {
    const HERE = 620;
    beforeAll(() => void here.world.tenants.push(crowd(here.world, HERE)));
    afterAll(() => void here.world.tenants.pop());

    it('finds those that were not loaded, page after page', async () => {
      const page = await here.open('/inbox/crowd');
      await links(page).nth(49).waitFor();
      await page.getByRole('searchbox').fill('no600');
      await page.getByRole('link', { name: /Person No600/ }).waitFor();
      await page.getByRole('searchbox').fill('person');
      await page.getByRole('status').filter({ hasText: '50 matches so far' }).waitFor();
      await page.getByRole('button', { name: 'Show more matches' }).click();
      await page.getByRole('status').filter({ hasText: '100 matches so far' }).waitFor();
    });

    it('shows the name of a conversation that a link leads to, however old it is', async () => {
      const page = await here.open('/inbox/crowd/crowd-c600', narrow);
      await page.getByRole('heading', { name: 'Person No599' }).waitFor();
      await page.getByRole('log').getByText('Hello 599').waitFor();
    });

    it('says so when older ones cannot be loaded, and tries again', async () => {
      const page = await here.open('/inbox/crowd');
      await links(page).nth(49).waitFor();
      await page.route('**/conversations?cursor=*', (route) => route.fulfill({ status: 503, json: { title: 'away' } }), {
        times: 1,
      });
      await page.getByRole('button', { name: 'Show older conversations' }).click();
      await page.getByRole('alert').waitFor();
      await page.getByRole('button', { name: 'Try again' }).click();
      await links(page).nth(99).waitFor();
    });
  });

  it('says that a conversation does not exist', async () => {
    const page = await here.open('/inbox/lumen/nothing');
    await page.getByText('This conversation does not exist').waitFor();
  });

  it('opens the business that was looked at last, also in a new tab', async () => {
    const page = await here.open('/phone/sol/sol-c1');
    await page.getByRole('log').waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${here.server.url}/inbox`);
    await tab.waitForURL('**/inbox/sol');
  });

  it('opens the same business as the phone on a first visit, in whichever order they are listed', async () => {
    await using other = await stage();
    other.world.tenants.reverse();
    const phone = await other.open('/phone');
    await phone.waitForURL('**/phone/lumen/*');
    const inbox = await other.open('/inbox');
    await inbox.waitForURL('**/inbox/lumen');
  });

  it('leads from the phone to the inbox of the same business', async () => {
    const page = await here.open('/phone/sol/sol-c1');
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Inbox' });
    await expect.poll(() => link.getAttribute('href')).toBe('/inbox/sol');
  });

  it('writes days and times as the business does, whatever the browser prefers', async () => {
    const there = { ...lumen, id: 'york', name: 'York Hair', zone: 'America/New_York', region: 'en-US' };
    here.world.tenants.push(there);
    const page = await here.open('/inbox/york', { ...wide, locale: 'en-GB' });
    await page.getByText('Tuesday, November 24').waitFor();
    await page.getByText('9:15 AM').waitFor();
    here.world.tenants.pop();
  });

  it('shows further bookings, and takes a hold off the list when it expires', async () => {
    const about = { service: 'Cut', staff: 'Marta', customer: 'Ada Moreno' };
    const sol = here.world.tenants[1]!;
    const now = here.world.now();
    sol.bookings.push(
      booked(now, 'hold', 1, '09:00', { ...about, service: 'On hold', state: 'held', heldUntil: now + 3_600_000 }),
      ...Array.from({ length: 60 }, (_, n) => booked(now, `s${n}`, 2 + n, '10:00', about)),
    );
    const page = await here.open('/inbox/sol', wide);
    const list = page.getByRole('region', { name: 'Upcoming bookings' });
    await list.getByText('On hold until').waitFor();
    expect(await list.getByRole('listitem').count()).toBe(50);
    await list.getByRole('button', { name: 'Show later bookings' }).click();
    await expect.poll(() => list.getByRole('listitem').count()).toBe(61);
    here.world.offsetMs += 2 * 3_600_000;
    await page.reload();
    await list.getByText('Cut').first().waitFor();
    expect(await list.getByText('On hold until').count()).toBe(0);
    here.world.offsetMs = 0;
    sol.bookings.length = 0;
  });

  it('goes through the conversations with the arrow keys', async () => {
    const page = await here.open('/inbox/lumen');
    await links(page).first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => links(page).nth(1).getAttribute('aria-current')).toBe('page');
    expect(
      await links(page)
        .nth(1)
        .evaluate((element) => element === document.activeElement),
    ).toBe(true);
  });

  it('goes through them with the arrow keys before anything has the focus, and from the top bar', async () => {
    const page = await here.open('/inbox/lumen');
    await links(page).nth(2).waitFor();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => links(page).first().getAttribute('aria-current')).toBe('page');
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Inbox' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => links(page).nth(1).getAttribute('aria-current')).toBe('page');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => links(page).first().getAttribute('aria-current')).toBe('page');
  });

  it('leaves the arrow keys to a list of choices and to the messages', async () => {
    const page = await here.open('/inbox/lumen/lumen-c2');
    await page.getByRole('log').getByText('Unsettled').waitFor();
    for (const user of [page.getByRole('log'), page.getByRole('combobox', { name: 'Business' })]) {
      await user.focus();
      await page.keyboard.press('ArrowUp');
      expect(opened(page)).toBe('/inbox/lumen/lumen-c2');
    }
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
    const entries = sheet.getByRole('region', { name: 'Audit log' }).getByRole('listitem');
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

  describe('what people do to a conversation', () => {
    let own: Stage;
    beforeAll(async () => void (own = await stage()));
    afterAll(() => own[Symbol.asyncDispose]());
    const list = (page: Page, name: string) => page.getByRole('group', { name: 'List' }).getByText(name);
    const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
    const shown = (page: Page) => expect.poll(() => links(page).allInnerTexts());
    const of = (name: string) => [expect.stringContaining(name)];

    it('is assigned, labelled and snoozed, and the lists show it', async () => {
      const page = await here.open('/inbox/lumen/lumen-c1');
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByLabel('Assigned to').selectOption('Olive Hart');
      await list(page, 'Mine').click();
      await page.getByRole('link', { name: /Ada Moreno/ }).waitFor();
      await page.getByLabel('Labels').fill('VIP');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Remove the label VIP' }).waitFor();
      await page.getByRole('link', { name: /VIP/ }).waitFor();
      await page.getByRole('button', { name: /^4 hr/ }).click();
      await page.getByText(/It comes back earlier/).waitFor();
      await list(page, 'Snoozed').click();
      await page.getByRole('link', { name: /Ada Moreno/ }).waitFor();
      await page.getByRole('button', { name: 'End the snooze' }).click();
      await page.getByRole('button', { name: 'Remove the label VIP' }).click();
      await page.getByRole('button', { name: 'Remove the label VIP' }).waitFor({ state: 'detached' });
      await page.getByLabel('Assigned to').selectOption('Nobody');
    });

    it('is seen in the lists, with their counts', async () => {
      const page = await own.open('/inbox/lumen');
      await page.locator('[data-count=all]').filter({ hasText: '3' }).waitFor();
      await page.locator('[data-count="open:waiting"]').filter({ hasText: '1' }).waitFor();
      await list(page, 'Waiting for a person').click();
      await shown(page).toEqual(of('Bilal Haddad'));
      await list(page, 'Closed').click();
      await page.getByText('No conversations in this list').waitFor();
      await list(page, 'All').click();
      await expect.poll(() => links(page).count()).toBe(3);
    });

    it('can be done by keyboard, and the keyboard stays where it is', async () => {
      const page = await own.open('/inbox/lumen/lumen-c1');
      const bar = page.getByRole('region', { name: 'Ada Moreno' });
      await bar.getByText('The bot answers', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Take over' }).focus();
      await page.keyboard.press('Enter');
      await bar.getByText('A person answers').waitFor();
      const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
      await expect.poll(focused).toBe('Give back to the bot');
      await page.keyboard.press('Enter');
      await bar.getByText('The bot answers', { exact: true }).waitFor();
      await expect.poll(focused).toBe('Take over');
    });

    it('moves a conversation from list to list, and back', async () => {
      const page = await own.open('/inbox/lumen/lumen-c3');
      await press(page, 'Close');
      await page.locator('[data-count=closed]').filter({ hasText: '1' }).waitFor();
      await list(page, 'Closed').click();
      await shown(page).toEqual(of('Chloé Martin'));
      await press(page, 'Reopen');
      await page.getByText('No conversations in this list').waitFor();
    });

    it('takes it off the unread ones as soon as it is read', async () => {
      const page = await own.open('/inbox/lumen/lumen-c2');
      await list(page, 'Unread').click();
      await shown(page).toEqual(of('Bilal Haddad'));
      await press(page, 'Mark as read');
      await page.getByText('No conversations in this list').waitFor();
      expect(await page.getByRole('button', { name: 'Mark as read' }).count()).toBe(0);
    });

    it('shows who waits for a person, in the list and in the conversation, until it is given back', async () => {
      const page = await own.open('/inbox/lumen/lumen-c2');
      const waiting = page.locator('[data-answers=waiting]');
      await expect.poll(() => waiting.count()).toBe(2);
      await press(page, 'Give back to the bot');
      await expect.poll(() => waiting.count()).toBe(0);
      await page.getByText('The bot answers', { exact: true }).waitFor();
    });

    it('of somebody else is shown without a reload', async () => {
      const page = await own.open('/inbox/lumen/lumen-c1');
      await page.getByText('The bot answers', { exact: true }).waitFor();
      const tenant = own.world.tenants[0]!;
      tenant.controls.set('lumen-c1', {
        state: 'open',
        waiting: false,
        answeredBy: { by: 'person', userId: 'zoe', you: false, since: 1, why: 'taken_over' },
      });
      own.world.change(tenant, 'lumen-c1', () => undefined);
      await page.getByText('A person answers').waitFor();
    });

    it('that could not be saved is said so', async () => {
      const page = await own.open('/inbox/lumen/lumen-c3');
      await page.route('**/control', (route) => route.fulfill({ status: 503, json: { title: 'away' } }), { times: 1 });
      await press(page, 'Close');
      await page.getByRole('alert').filter({ hasText: 'could not be saved' }).waitFor();
      await press(page, 'Close');
      await page.getByRole('alert').waitFor({ state: 'detached' });
    });
  });

  it('changes the business', async () => {
    const page = await here.open('/inbox/lumen');
    await page.getByRole('combobox', { name: 'Business' }).selectOption('Clínica Sol');
    await page.getByRole('link', { name: /Diego Ferrer/ }).waitFor();
  });
});
