import {
  apiKeys,
  challenges,
  memberships,
  oneTimeLinks,
  operators,
  passkeys,
  sessions,
  signInAttempts,
  users,
} from '#contracts/records/access.ts';
import type { Subject } from '#contracts/subject.ts';
import { operatorVerb } from './operator-verb.ts';
import type { AccessWorld } from './world.ts';

export const accessSubject: Subject<{ readonly access: AccessWorld }> = {
  name: 'access',
  collections: [users, memberships, operators, sessions, oneTimeLinks, apiKeys, signInAttempts, passkeys, challenges],
  verbs: [operatorVerb],
};
