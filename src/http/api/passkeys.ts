import {
  addPasskey as addPasskeyRoute,
  askForPasskey,
  listPasskeys,
  removePasskey as removePasskeyRoute,
  signInWithPasskey,
  startPasskey,
} from '#contracts/api/passkeys.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { addPasskey, passkeyToMake, passkeyToShow, passkeysOf, removePasskey, signInByPasskey } from '#core/access/passkeys.ts';
import type { AccessWorld } from '#core/access/world.ts';
import type { SessionCookies } from '../cookies.ts';
import { refusal } from '../problem.ts';
import { refused } from './sign-in.ts';

const DONE = { done: true } as const;

/** Signing in with a passkey, and the passkeys of one's own account. */
export function passkeyRoutes(world: AccessWorld, cookies: SessionCookies): readonly Served[] {
  return [
    served(askForPasskey, async () => ({ status: 200, body: { options: await passkeyToShow(world) } })),

    served(signInWithPasskey, async ({ body: { boundary, response }, client }) => {
      const outcome = await signInByPasskey(world, response, { boundary, ...client });
      if (outcome.kind === 'wrong') throw refusal('wrong_credentials', 'This passkey opens nothing here.');
      if (outcome.kind !== 'in') throw refused(outcome);
      return { status: 200, body: DONE, setCookie: cookies.set(boundary, outcome.token) };
    }),

    served(listPasskeys, async ({ caller }) => {
      const known = await passkeysOf(world, caller.id);
      const cards = known.map(({ value: { publicId: id, device, createdAt, usedAt } }) => {
        return { id, device, createdAt, ...(usedAt === 0 ? {} : { usedAt }) };
      });
      return { status: 200, body: { passkeys: cards } };
    }),

    served(startPasskey, async ({ caller }) => {
      const options = await passkeyToMake(world, caller.id);
      if (!options) throw refusal('signed_out', 'This account is gone.');
      return { status: 200, body: { options } };
    }),

    served(addPasskeyRoute, async ({ caller, client, body }) => {
      if (!(await addPasskey(world, caller.id, body.response, client.device)))
        throw refusal('bad_passkey', 'The passkey could not be added. Try again.', 'response');
      return { status: 200, body: DONE };
    }),

    served(removePasskeyRoute, async ({ caller, params }) => {
      if (!(await removePasskey(world, caller.id, params.passkey))) throw refusal('not_found', 'There is no such passkey.');
      return { status: 200, body: DONE };
    }),
  ];
}
