import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { type App, givenApp } from './given.ts';

let app: App;
beforeAll(async () => {
  app = await givenApp();
});
afterAll(() => app[Symbol.asyncDispose]());

const IDS = ['%00', '%ED%A0%80', '%E0%A4%A', '__proto__', '..%2F..', '%F0%9F%98%80', 'x'.repeat(12_000), '%0A', '*'];
const PATHS: readonly ((id: string) => string)[] = [
  (id) => `/api/tenants/${id}/conversations`,
  (id) => `/api/tenants/juniper/conversations/${id}/messages`,
  (id) => `/api/tenants/juniper/files/${id}`,
  (id) => `/api/tenants/juniper/conversations?cursor=${id}`,
  (id) => `/api/tenants/juniper/conversations?${`cursor=${id}&`.repeat(id.length > 100 ? 1 : 300)}`,
  (id) => `/api/tenants/juniper/bookings?from=${id}`,
  (id) => `/assets/${id}`,
  (id) => `/${id}`,
];

it.each(IDS)('an odd id in any address (%s) is no fault of the server', async (id) => {
  for (const path of PATHS) {
    const { status } = await ask(app.pagesUrl.replace('localhost', '127.0.0.1'), { path: path(id) });
    expect([path('…'), status < 500]).toEqual([path('…'), true]);
  }
});
