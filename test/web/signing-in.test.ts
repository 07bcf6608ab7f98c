import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wide } from './browser.ts';
import { type RealStage, clean, phone, realStage } from './real-stage.ts';
import { missing } from './stage.ts';

const PASSWORD = 'four words make sense';

describe.skipIf(missing)(`signing in, in a browser${missing && ` (${missing})`}`, () => {
  let here: RealStage;
  beforeAll(async () => {
    here = await realStage();
  });
  afterAll(() => here[Symbol.asyncDispose]());

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  it('an owner invites somebody, who joins by the mail, uses a second factor, and answers to it from then on', async () => {
    const owner = await here.open('/inbox/juniper', wide);
    await clean(owner, 'sign-in');
    await button(owner, 'Enter as owner').click();
    await owner.waitForURL(/\/inbox\/juniper$/);
    await owner.getByRole('link', { name: 'Your account' }).click();
    await owner.getByRole('heading', { name: 'Olive Hart' }).waitFor();
    await owner.getByText('This browser').waitFor();
    await clean(owner, 'account');
    await owner.getByRole('listitem').filter({ hasText: 'Juniper Hair' }).getByRole('link', { name: 'People' }).click();
    await owner.getByLabel('E-mail address').fill('nina@salon.example');
    await button(owner, 'Invite').click();
    await owner.getByText('A mail is on its way to nina@salon.example').waitFor();
    await clean(owner, 'people');
    await owner.goto(`${here.stage.app.pagesUrl}/mails`);
    const link = await owner.getByRole('link', { name: /join#/ }).getAttribute('href');
    await clean(owner, 'mails');

    const nina = await here.open(link ?? '', phone);
    await nina.getByRole('heading', { name: 'Join Juniper Hair' }).waitFor();
    expect(new URL(nina.url()).hash).toBe('');
    await nina.getByLabel('Your name').fill('Nina Park');
    await nina.getByLabel('New password').fill('short');
    await button(nina, 'Join').click();
    await nina.getByRole('alert').waitFor();
    await clean(nina, 'join');
    await nina.getByLabel('New password').fill(PASSWORD);
    await button(nina, 'Join').click();
    await nina.waitForURL(/\/inbox\/juniper/);

    await nina.goto(`${here.stage.app.pagesUrl}/account`);
    await button(nina, 'Turn on').click();
    await nina.getByRole('img', { name: /Square code/ }).waitFor();
    const secret = new TOTP({ secret: Secret.fromBase32((await nina.locator('span.font-mono').innerText()).trim()) });
    await nina.getByLabel('Code').fill(secret.generate({ timestamp: here.stage.clock.now() }));
    await nina.getByLabel('Your password now').first().fill(PASSWORD);
    await clean(nina, 'second factor');
    await button(nina, 'Turn on').click();
    await button(nina, 'I have kept them').click();
    await button(nina, 'Sign out').click();

    await nina.getByLabel('E-mail address').fill('nina@salon.example');
    await nina.getByLabel('Password').fill('not my password');
    await button(nina, 'Sign in').click();
    await nina.getByText('The e-mail address or the password is wrong.').waitFor();
    await nina.getByLabel('Password').fill(PASSWORD);
    await button(nina, 'Sign in').click();
    await nina.getByLabel('Code').waitFor();
    await clean(nina, 'code');
    await here.stage.advance(30_000);
    await nina.getByLabel('Code').fill(secret.generate({ timestamp: here.stage.clock.now() }));
    await button(nina, 'Sign in').click();
    await nina.waitForURL(/\/inbox/);

    await owner.goto(`${here.stage.app.pagesUrl}/people/juniper`);
    await owner.getByText('Uses a second factor').waitFor();
    await button(owner, 'Remove Nina Park').click();
    await owner.getByText('Nina Park').waitFor({ state: 'detached' });
    await nina.goto(`${here.stage.app.pagesUrl}/inbox/juniper`);
    await nina.getByText('No businesses yet').waitFor();
  }, 60_000);

  it('a passkey signs its owner in, each answer of the device once', async () => {
    const page = await here.open('/account', wide);
    const device = await page.context().newCDPSession(page);
    await device.send('WebAuthn.enable');
    const always = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
    await device.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', ...always } });
    await button(page, 'Enter as agent').click();
    await page.getByRole('heading', { name: 'Ari Blanco' }).waitFor();
    await button(page, 'Add a passkey').click();
    await button(page, 'Remove').waitFor();
    await clean(page, 'passkeys');
    await button(page, 'Sign out').first().click();

    const sent = page.waitForRequest((request) => request.url().endsWith('/api/passkeys/sign-in'));
    await button(page, 'Use a passkey').click();
    await page.waitForURL(/\/inbox/);
    const again = await fetch(`${here.stage.app.pagesUrl}/api/passkeys/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: (await sent).postData() ?? '',
    });
    expect([again.status, again.headers.get('set-cookie')]).toEqual([401, null]);

    await page.goto(`${here.stage.app.pagesUrl}/sign-in?side=platform`);
    await button(page, 'Use a passkey').click();
    await page.getByText('The e-mail address or the password is wrong.').or(page.getByRole('alert')).waitFor();
    await page.goto(`${here.stage.app.pagesUrl}/account`);
    await button(page, 'Remove').click();
    await button(page, 'Remove').waitFor({ state: 'detached' });
    await button(page, 'Sign out').first().click();
    await button(page, 'Use a passkey').click();
    await page.getByRole('alert').waitFor();
  });

  it('an operator sees the businesses, on their own side only', async () => {
    const page = await here.open('/admin', phone);
    await page.getByRole('heading', { name: 'Sign in as operator' }).waitFor();
    await button(page, 'Enter as operator').click();
    await page.getByRole('heading', { name: 'Platform' }).waitFor();
    await page.getByText('Invite an owner').first().click();
    await clean(page, 'platform');
    await page.goto(`${here.stage.app.pagesUrl}/inbox`);
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
  });

  it('leads to no other site after signing in', async () => {
    const page = await here.open('/sign-in?to=//evil.example/inbox', wide);
    await button(page, 'Enter as agent').click();
    await page.waitForURL(/\/inbox/);
    expect(new URL(page.url()).origin).toBe(new URL(here.stage.app.pagesUrl).origin);
  });
});
