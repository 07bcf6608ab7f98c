import {
  acceptLink,
  askForReset as askForResetRoute,
  lookAtLink,
  signIn as signInRoute,
  signInAsOperator,
  signOut,
  signOutAsOperator,
} from '#contracts/api/sign-in.ts';
import type { Caller } from '#contracts/access.ts';
import type { SessionBoundary } from '#contracts/records/access.ts';
import { tenants } from '#contracts/records/platform.ts';
import { accept } from '#core/access/accept.ts';
import { linkOf } from '#core/access/links.ts';
import { TooBusy } from '#core/access/password.ts';
import { askForReset } from '#core/access/reset.ts';
import { endSessionById } from '#core/access/sessions.ts';
import { type SigningIn, signIn } from '#core/access/sign-in.ts';
import { userBy } from '#core/access/users.ts';
import type { AccessWorld } from '#core/access/world.ts';
import type { SessionCookies } from '../cookies.ts';
import { Problem, refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';

const DONE = { done: true } as const;

/** The routes that are open to whoever is not signed in, and signing out. */
export function signInRoutes(world: AccessWorld, cookies: SessionCookies): readonly Served[] {
  const enter = async (asked: SigningIn) => {
    const outcome = await busyIsAProblem(signIn(world, asked));
    if (outcome.kind !== 'in') throw refused(outcome);
    return { status: 200, body: DONE, setCookie: cookies.set(asked.boundary, outcome.token) } as const;
  };
  const leave = async ({ session }: Caller, boundary: SessionBoundary) => {
    if (session !== undefined) await endSessionById(world.platform, session);
    return { status: 200, body: DONE, setCookie: cookies.set(boundary, '') } as const;
  };
  return [
    served(signInRoute, ({ body, client }) => enter({ ...body, ...client, boundary: 'tenant' })),
    served(signInAsOperator, ({ body, client }) => enter({ ...body, ...client, boundary: 'platform' })),
    served(signOut, ({ caller }) => leave(caller, 'tenant')),
    served(signOutAsOperator, ({ caller }) => leave(caller, 'platform')),

    served(askForResetRoute, async ({ body, client }) => {
      const waitMs = await askForReset(world, body.email, client.address);
      if (waitMs > 0) throw slow(waitMs);
      return { status: 200, body: DONE };
    }),

    served(lookAtLink, async ({ body }) => {
      const link = (await linkOf(world.platform, body.token, world.clock.now()))?.value;
      if (!link) throw noLink();
      const business = link.tenantId === '' ? undefined : await world.platform.get(tenants, link.tenantId);
      const known = link.email !== '' && link.kind !== 'reset' && (await userBy(world.platform, link.email)) !== undefined;
      const { kind, email, role } = link;
      return { status: 200, body: { kind, email, role, business: business?.value.name ?? '', known } };
    }),

    served(acceptLink, async ({ body, client }) => {
      const outcome = await busyIsAProblem(accept(world, { ...body, ...client }));
      if (outcome.kind === 'no_link') throw noLink();
      if (outcome.kind === 'no_email') throw refusal('bad_body', 'must be your e-mail address.', 'email');
      if (outcome.kind === 'no_name') throw refusal('bad_body', 'must not be empty.', 'name');
      if (outcome.kind !== 'in') throw refused(outcome);
      const { boundary, tenantId, token } = outcome;
      return { status: 200, body: { boundary, tenant: tenantId }, setCookie: cookies.set(boundary, token) };
    }),
  ];
}

type Refused =
  | { readonly kind: 'wrong' | 'code_needed' | 'wrong_code' }
  | { readonly kind: 'bad_password'; readonly why: string }
  | { readonly kind: 'slow'; readonly waitMs: number };

/** What all that asks for a password can be refused with. */
export function refused(outcome: Refused, passwordField = 'password'): Problem {
  switch (outcome.kind) {
    case 'wrong':
      return refusal('wrong_credentials', 'The e-mail address or the password is wrong.');
    case 'code_needed':
      return refusal('code_needed', 'Enter the code that your authenticator app shows.', 'code');
    case 'wrong_code':
      return refusal('wrong_code', 'is wrong, or was used already. Wait for the next one.', 'code');
    case 'bad_password':
      return refusal('bad_password', outcome.why, passwordField);
    case 'slow':
      return slow(outcome.waitMs);
  }
}

function slow(waitMs: number): Problem {
  const seconds = Math.ceil(waitMs / 1_000);
  return new Problem(429, 'slow_down', `Too many attempts. Try again in ${seconds} seconds.`, seconds);
}

function noLink(): Problem {
  return refusal('no_link', 'This link does not work: it is too old, or was used already. Ask for a new one.');
}

export async function busyIsAProblem<R>(work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TooBusy) throw new Problem(503, 'busy', 'Too many people sign in at once. Try again.', 2);
    throw error;
  }
}
