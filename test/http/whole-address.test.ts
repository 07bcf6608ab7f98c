import { request } from 'node:http';
import { expect, it } from 'vitest';
import { givenApp } from './given.ts';

it('refuses clearly a webhook whose address is whole, as to a proxy: it cannot be the one that was signed', async () => {
  await using app = await givenApp();
  const { hostname, port, pathname } = new URL(app.twilioUrl);
  const headers = { 'x-twilio-signature': 'guess' };
  const status = await new Promise((resolve, reject) =>
    request({ hostname, port, path: `http://example.com${pathname}`, method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once('error', reject)
      .end(),
  );
  expect(status).toBe(400);
});
