import { enterAs, listMails } from '#contracts/api/sandbox.ts';
import { startSession } from '#core/access/sessions.ts';
import type { AccessWorld } from '#core/access/world.ts';
import type { SessionCookies } from '#http/cookies.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { DEMO_PEOPLE } from '../tenants/people.ts';
import type { Outbox } from './outbox.ts';

/** One click instead of a password, and the mails that were "sent". Only the sandbox has these. */
export function accessRoutes(access: () => AccessWorld, cookies: SessionCookies, outbox: Outbox): readonly Served[] {
  return [
    served(enterAs, async ({ body, client }) => {
      const { platform, random, newId, clock } = access();
      const { id: userId, boundary } = DEMO_PEOPLE[body.as];
      const { token, write } = startSession(random, newId, clock.now(), { userId, boundary, device: client.device });
      await platform.commit([write]);
      return { status: 200, body: { boundary }, setCookie: cookies.set(boundary, token) };
    }),
    served(listMails, async () => ({ status: 200, body: { mails: [...outbox.mails()] } })),
  ];
}
