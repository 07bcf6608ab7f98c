import { enterAs, listMails, spareNumbers } from '#contracts/api/sandbox.ts';
import { startSession } from '#core/access/sessions.ts';
import type { AccessWorld } from '#core/access/world.ts';
import type { SessionCookies } from '#http/cookies.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { DEMO_PEOPLE, ownWhatNobodyOwns } from '../tenants/people.ts';
import type { Outbox } from './outbox.ts';

export interface AccessRoutesNeeds {
  readonly access: () => AccessWorld;
  readonly cookies: SessionCookies;
  readonly outbox: Outbox;
  readonly spare: () => readonly { readonly channel: string; readonly credentials: Readonly<Record<string, string>> }[];
}

/** One click instead of a password, the mails that were "sent", and numbers to set up. Only the sandbox has these. */
export function accessRoutes({ access, cookies, outbox, spare }: AccessRoutesNeeds): readonly Served[] {
  return [
    served(enterAs, async ({ body, client }) => {
      const { platform, random, newId, clock } = access();
      const { id: userId, boundary } = DEMO_PEOPLE[body.as];
      if (body.as === 'owner') await ownWhatNobodyOwns(platform, clock);
      const { token, write } = startSession(random, newId, clock.now(), { userId, boundary, device: client.device });
      await platform.commit([write]);
      return { status: 200, body: { boundary }, setCookie: cookies.set(boundary, token) };
    }),
    served(spareNumbers, async () => ({
      status: 200,
      body: { numbers: spare().map(({ channel, credentials }) => ({ channel, credentials })) },
    })),
    served(listMails, async () => ({ status: 200, body: { mails: [...outbox.mails()] } })),
  ];
}
