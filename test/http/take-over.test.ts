import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { metaBody, textChange } from './bodies.ts';
import { type App, givenApp } from './given.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let app: App;
beforeAll(async () => {
  app = await givenApp();
});
afterAll(() => app[Symbol.asyncDispose]());

const inbox = '/api/tenants/juniper/conversations';
const get = async (path: string) => JSON.parse((await ask(app.pagesUrl, { path, headers: { cookie: app.cookie } })).text);

it('the bot is silent from a take-over through the API until the conversation is given back', async () => {
  const says = (id: string, body: string) => app.metaSays(metaBody(textChange({ id: `wamid.${id}`, body, name: 'Tova' })));
  const shown = async () =>
    (await app.inbox('juniper', 'Tova')).map(({ direction, text }) => (direction === 'in' ? text : 'reply'));
  await says('one', 'hi');
  await expect.poll(shown, PATIENCE).toEqual(['hi', 'reply']);
  const [{ id }] = (await get(inbox)).items;
  const does = async (change: object) => {
    const headers = { cookie: app.cookie, 'content-type': 'application/json' };
    const body = JSON.stringify(change);
    return (await ask(app.pagesUrl, { path: `${inbox}/${id}/control`, method: 'POST', headers, body })).status;
  };

  expect(await does({ kind: 'take_over' })).toBe(200);
  await says('two', 'is anybody there?');
  await expect.poll(shown, PATIENCE).toEqual(['hi', 'reply', 'is anybody there?']);
  const counts = async () => (await get('/api/tenants/juniper/inbox-counts')).counts;
  await expect.poll(counts, PATIENCE).toMatchObject({ open: 1, 'open:user:test-everybody': 1 });
  await expect.poll(async () => (await get('/api/admin/doctor')).consumers.dialogue.waiting, PATIENCE).toBe(0);
  expect((await get(`${inbox}?list=open:user:test-everybody`)).items).toMatchObject([
    { id, unread: 2, answeredBy: { by: 'person' } },
  ]);

  expect(await does({ kind: 'give_back' })).toBe(200);
  await says('three', 'hello again');
  await expect.poll(async () => (await shown()).at(-1), PATIENCE).toBe('reply');
  expect((await shown()).filter((one) => one === 'reply')).toHaveLength(2);
});
