import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { wide } from './browser.ts';
import { type RealStage, clean, phone, realStage } from './real-stage.ts';
import { missing } from './stage.ts';

describe.skipIf(missing)(`setting a business up, in a browser${missing && ` (${missing})`}`, () => {
  let here: RealStage;
  beforeAll(async () => {
    here = await realStage();
  });
  afterAll(() => here[Symbol.asyncDispose]());

  const button = (within: Pick<Page, 'getByRole'>, name: string) => within.getByRole('button', { name, exact: true });

  it.each([
    ['Meta Cloud API', 'Barber One', wide],
    ['Twilio', 'Barber Two', phone],
  ] as const)(
    'on %s: created, connected, filled, tried, and a customer is answered by a person',
    async (provider, name, look) => {
      const page = await here.open('/admin', look);
      await button(page, 'Enter as operator').click();
      await page.getByText('New business').click();
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
      await page.getByLabel('Time zone').selectOption('Europe/London');
      await clean(page, 'new business');
      await button(page, 'Create the business').click();
      await page.getByRole('status').getByText('is there').waitFor();

      await page.goto(`${here.stage.app.pagesUrl}/account`);
      await button(page, 'Enter as owner').click();
      await page.getByRole('listitem').filter({ hasText: name }).getByRole('link', { name: 'Set up' }).click();
      await page.getByText('No number is connected').waitFor();
      await clean(page, 'nothing set up');
      await page.getByText(provider, { exact: true }).click();
      await button(page, 'Use the spare number of the sandbox').click();
      await page.getByText('Which number?').waitFor();
      await clean(page, 'numbers');
      await page.getByRole('radio', { name: /Spare number/ }).check();
      await button(page, 'Connect the number').click();
      await page.getByText('· connected').waitFor();

      const services = page.locator('#services');
      await services.getByRole('button', { name: /Fringe/ }).click();
      await services.getByRole('button', { name: /^Edit/ }).first().click();
      await services.getByLabel('Price').fill('a lot');
      await button(services, 'Save').click();
      await services.getByText('The price must be an amount').waitFor();
      await services.getByLabel('Price').fill('12,50');
      await clean(page, 'a service');
      await button(services, 'Save').click();
      await services.getByText('12.50').waitFor();
      const staff = page.locator('#staff');
      await staff.getByRole('button', { name: /^Edit/ }).first().click();
      await staff.getByLabel('Name').fill('Mo');
      await clean(page, 'somebody with hours');
      await button(staff, 'Save').click();
      await staff.getByText('Mo', { exact: true }).waitFor();
      await page.getByText('Nobody has written to it yet').waitFor();

      await button(page, 'Check again').last().click();
      await page.getByRole('link', { name: 'Open the phone' }).click();
      await page
        .getByRole('button', { name: /Start as/ })
        .first()
        .click();
      await page.getByRole('textbox', { name: 'Message' }).fill('hi');
      await page.keyboard.press('Enter');
      await page.getByText('Book appointment').first().waitFor();

      const inbox = await here.open('/inbox', wide);
      await button(inbox, 'Enter as owner').click();
      await inbox.getByLabel('Business').selectOption({ label: name });
      await inbox.getByRole('link', { name: /Ada Moreno/ }).click();
      await inbox.getByRole('textbox', { name: 'Message to the customer' }).fill('This is Mo. Shall I call you?');
      await inbox.keyboard.press('Enter');
      await page.getByText('This is Mo. Shall I call you?').first().waitFor();
      await inbox.getByText('Olive Hart answers').first().waitFor();
    },
    60_000,
  );
});
