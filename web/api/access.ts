import './no-eval.ts';
import * as route from '#contracts/api/access.ts';
import { enterAs, listMails } from '#contracts/api/sandbox.ts';
import { listTenants } from '#contracts/api/tenants.ts';
import type { BodyOf, ResultOf } from '#contracts/api/route.ts';
import { ask } from './client.ts';

export type Me = ResultOf<typeof route.showMe>;
export type Person = ResultOf<typeof route.listPeople>['people'][number];
export type Side = 'tenant' | 'platform';
export type Role = Person['role'];

/** The calls of signing in, of one's own account, and of who works where. */
export const access = {
  signIn: (side: Side, body: BodyOf<typeof route.signIn>) =>
    side === 'tenant' ? ask(route.signIn, {}, { body }) : ask(route.signInAsOperator, {}, { body }),
  signOut: (side: Side) => (side === 'tenant' ? ask(route.signOut, {}) : ask(route.signOutAsOperator, {})),
  enterAs: (as: 'owner' | 'agent' | 'operator') => ask(enterAs, {}, { body: { as } }),
  mails: () => ask(listMails, {}),
  me: () => ask(route.showMe, {}),
  operator: () => ask(route.showOperator, {}),
  reset: (email: string) => ask(route.askForReset, {}, { body: { email } }),
  look: (token: string) => ask(route.lookAtLink, {}, { body: { token } }),
  accept: (body: BodyOf<typeof route.acceptLink>) => ask(route.acceptLink, {}, { body }),
  sessions: () => ask(route.listSessions, {}),
  endSession: (session: string) => ask(route.endSession, { session }),
  changePassword: (current: string, next: string) => ask(route.changePassword, {}, { body: { current, next } }),
  startFactor: () => ask(route.startSecondFactor, {}),
  askForPasskey: () => ask(route.askForPasskey, {}),
  signInWithPasskey: (body: BodyOf<typeof route.signInWithPasskey>) => ask(route.signInWithPasskey, {}, { body }),
  passkeys: () => ask(route.listPasskeys, {}),
  startPasskey: () => ask(route.startPasskey, {}),
  addPasskey: (body: BodyOf<typeof route.addPasskey>) => ask(route.addPasskey, {}, { body }),
  removePasskey: (passkey: string) => ask(route.removePasskey, { passkey }),
  factorOn: (body: BodyOf<typeof route.turnSecondFactorOn>) => ask(route.turnSecondFactorOn, {}, { body }),
  factorOff: (password: string) => ask(route.turnSecondFactorOff, {}, { body: { password } }),
  people: (tenant: string) => ask(route.listPeople, { tenant }),
  invite: (tenant: string, email: string, role: Role) => ask(route.invitePerson, { tenant }, { body: { email, role } }),
  withdraw: (tenant: string, invitation: string) => ask(route.withdrawInvitation, { tenant, invitation }),
  changeRole: (tenant: string, person: string, role: Role) => ask(route.changeRole, { tenant, person }, { body: { role } }),
  remove: (tenant: string, person: string) => ask(route.removePerson, { tenant, person }),
  tenants: () => ask(listTenants, {}),
  operators: () => ask(route.listOperators, {}),
  inviteOwner: (tenant: string, email: string) => ask(route.inviteOwner, { tenant }, { body: { email, role: 'owner' } }),
  inviteOperator: (email: string) => ask(route.inviteOperator, {}, { body: { email, role: 'operator' } }),
};
