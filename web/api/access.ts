import './no-eval.ts';
import * as signInRoutes from '#contracts/api/sign-in.ts';
import * as accountRoutes from '#contracts/api/account.ts';
import * as passkeysRoutes from '#contracts/api/passkeys.ts';
import * as peopleRoutes from '#contracts/api/people.ts';
import { enterAs, listMails } from '#contracts/api/sandbox.ts';
import { listTenants } from '#contracts/api/tenants.ts';
import type { BodyOf, ResultOf } from '#contracts/api/route.ts';
import { ask } from './client.ts';

export type Me = ResultOf<typeof accountRoutes.showMe>;
export type Person = ResultOf<typeof peopleRoutes.listPeople>['people'][number];
export type Side = 'tenant' | 'platform';
export type Role = Person['role'];

/** The calls of signing in, of one's own account, and of who works where. */
export const access = {
  signIn: (side: Side, body: BodyOf<typeof signInRoutes.signIn>) =>
    side === 'tenant' ? ask(signInRoutes.signIn, {}, { body }) : ask(signInRoutes.signInAsOperator, {}, { body }),
  signOut: (side: Side) => (side === 'tenant' ? ask(signInRoutes.signOut, {}) : ask(signInRoutes.signOutAsOperator, {})),
  enterAs: (as: 'owner' | 'agent' | 'operator') => ask(enterAs, {}, { body: { as } }),
  mails: () => ask(listMails, {}),
  me: () => ask(accountRoutes.showMe, {}),
  operator: () => ask(accountRoutes.showOperator, {}),
  reset: (email: string) => ask(signInRoutes.askForReset, {}, { body: { email } }),
  look: (token: string) => ask(signInRoutes.lookAtLink, {}, { body: { token } }),
  accept: (body: BodyOf<typeof signInRoutes.acceptLink>) => ask(signInRoutes.acceptLink, {}, { body }),
  sessions: () => ask(accountRoutes.listSessions, {}),
  endSession: (session: string) => ask(accountRoutes.endSession, { session }),
  changePassword: (current: string, next: string) => ask(accountRoutes.changePassword, {}, { body: { current, next } }),
  startFactor: () => ask(accountRoutes.startSecondFactor, {}),
  askForPasskey: () => ask(passkeysRoutes.askForPasskey, {}),
  signInWithPasskey: (body: BodyOf<typeof passkeysRoutes.signInWithPasskey>) =>
    ask(passkeysRoutes.signInWithPasskey, {}, { body }),
  passkeys: () => ask(passkeysRoutes.listPasskeys, {}),
  startPasskey: () => ask(passkeysRoutes.startPasskey, {}),
  addPasskey: (body: BodyOf<typeof passkeysRoutes.addPasskey>) => ask(passkeysRoutes.addPasskey, {}, { body }),
  removePasskey: (passkey: string) => ask(passkeysRoutes.removePasskey, { passkey }),
  factorOn: (body: BodyOf<typeof accountRoutes.turnSecondFactorOn>) => ask(accountRoutes.turnSecondFactorOn, {}, { body }),
  factorOff: (password: string) => ask(accountRoutes.turnSecondFactorOff, {}, { body: { password } }),
  people: (tenant: string) => ask(peopleRoutes.listPeople, { tenant }),
  invite: (tenant: string, email: string, role: Role) => ask(peopleRoutes.invitePerson, { tenant }, { body: { email, role } }),
  withdraw: (tenant: string, invitation: string) => ask(peopleRoutes.withdrawInvitation, { tenant, invitation }),
  changeRole: (tenant: string, person: string, role: Role) =>
    ask(peopleRoutes.changeRole, { tenant, person }, { body: { role } }),
  remove: (tenant: string, person: string) => ask(peopleRoutes.removePerson, { tenant, person }),
  tenants: () => ask(listTenants, {}),
  operators: () => ask(peopleRoutes.listOperators, {}),
  inviteOwner: (tenant: string, email: string) => ask(peopleRoutes.inviteOwner, { tenant }, { body: { email, role: 'owner' } }),
  inviteOperator: (email: string) => ask(peopleRoutes.inviteOperator, {}, { body: { email, role: 'operator' } }),
};
