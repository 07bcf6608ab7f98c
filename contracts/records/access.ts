import { z } from 'zod';
import { platformRole, role } from '../access.ts';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** A person who can sign in. One person may work for several tenants and for the platform. */
export const user = z.object({
  id: z.string(),
  /** In lower case. */
  email: z.string(),
  name: z.string(),
  /** In the PHC string format. */
  passwordHash: z.string(),
  /** Second factor by time-based codes (RFC 6238); empty while it is off. Sealed in the scope `platform`. */
  sealedTotp: z.string(),
  /** The last time step whose code was used: a code is good once. */
  totpStep: z.int().nonnegative(),
  /** SHA-256 of each recovery code that is left. */
  recoveryHashes: z.array(z.string()),
  createdAt: epochMs,
});
export type User = z.infer<typeof user>;
export const users = defineCollection({
  name: 'users',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'people of the team and of the platform' },
  shape: user,
  unique: { byEmail: ['email'] },
  indexes: { byEmail: ['email'] },
});

/** What a person is to a tenant. `id` is made of both, so there is one at most. */
export const membership = z.object({
  id: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  role,
  since: epochMs,
});
export type Membership = z.infer<typeof membership>;
export const memberships = defineCollection({
  name: 'memberships',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'people of the team and of the platform' },
  shape: membership,
  indexes: { byTenant: ['tenantId', 'since'], byUser: ['userId', 'since'] },
});

/** What a person is to the platform. `id` is the user's. */
export const operator = z.object({ id: z.string(), role: platformRole, since: epochMs });
export type Operator = z.infer<typeof operator>;
export const operators = defineCollection({
  name: 'operators',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'people of the team and of the platform' },
  shape: operator,
  indexes: { bySince: ['since'] },
});

export const boundary = z.enum(['tenant', 'platform']);
export type SessionBoundary = z.infer<typeof boundary>;

/** A person who is signed in on one device, on one side. `id` is a hash of the token that the browser keeps. */
export const session = z.object({
  id: z.string(),
  /** Names it in lists. The token cannot be made of it. */
  publicId: z.string(),
  userId: z.string(),
  boundary,
  /** The browser and the system, as it says itself. */
  device: z.string(),
  createdAt: epochMs,
  /** Not exact: written once in a while. */
  seenAt: epochMs,
  expiresAt: epochMs,
});
export type Session = z.infer<typeof session>;
export const sessions = defineCollection({
  name: 'sessions',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'people of the team and of the platform' },
  shape: session,
  indexes: { byUser: ['userId', 'createdAt'] },
  expires: 'expiresAt',
});

/** A link that works once. `id` is a hash of the token in it. */
export const oneTimeLink = z.object({
  id: z.string(),
  /** Names it in lists. */
  publicId: z.string(),
  kind: z.enum(['invitation', 'operator', 'reset']),
  /** Empty for the first operator, who writes their own. */
  email: z.string(),
  /** Of an invitation to a tenant; else empty. */
  tenantId: z.string(),
  /** A role of the tenant or of the platform; empty for a reset. */
  role: z.string(),
  /** The user who made it; empty for the command line. */
  by: z.string(),
  createdAt: epochMs,
  expiresAt: epochMs,
});
export type OneTimeLink = z.infer<typeof oneTimeLink>;
export const oneTimeLinks = defineCollection({
  name: 'one_time_links',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'people of the team and of the platform' },
  shape: oneTimeLink,
  indexes: { byTenant: ['tenantId', 'kind', 'createdAt'], byKind: ['kind', 'createdAt'] },
  expires: 'expiresAt',
});

/** A key of the API of one tenant. `id` is a hash of the key. */
export const apiKey = z.object({
  id: z.string(),
  publicId: z.string(),
  tenantId: z.string(),
  name: z.string(),
  /** How it begins, so that people tell keys apart. */
  hint: z.string(),
  permissions: z.array(z.string()),
  by: z.string(),
  createdAt: epochMs,
  /** 0: not yet. Not exact: written once in a while. */
  usedAt: epochMs,
  /** 0: never. */
  expiresAt: epochMs,
});
export type ApiKey = z.infer<typeof apiKey>;
export const apiKeys = defineCollection({
  name: 'api_keys',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'people of the team and of the platform' },
  shape: apiKey,
  indexes: { byTenant: ['tenantId', 'createdAt'] },
  expires: 'expiresAt',
});

/** Failed attempts to sign in, of one account from one address, or of one address. `id` is a hash of what it counts. */
export const attempts = z.object({
  id: z.string(),
  failed: z.int().nonnegative(),
  /** The next attempt is looked at from then on. */
  nextAt: epochMs,
  expiresAt: epochMs,
});
export type Attempts = z.infer<typeof attempts>;
export const signInAttempts = defineCollection({
  name: 'sign_in_attempts',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'people of the team and of the platform' },
  shape: attempts,
  indexes: { byId: ['id'] },
  expires: 'expiresAt',
});

/** A passkey (WebAuthn) of a person. `id` is a hash of the credential's id. */
export const passkey = z.object({
  id: z.string(),
  publicId: z.string(),
  userId: z.string(),
  credentialId: z.string(),
  /** COSE, base64url. */
  publicKey: z.string(),
  counter: z.int().nonnegative(),
  transports: z.array(z.string()),
  /** Where it was made, as the browser named itself. */
  device: z.string(),
  createdAt: epochMs,
  /** 0: not yet. */
  usedAt: epochMs,
});
export type Passkey = z.infer<typeof passkey>;
export const passkeys = defineCollection({
  name: 'passkeys',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'people of the team and of the platform' },
  shape: passkey,
  indexes: { byUser: ['userId', 'createdAt'] },
});

/** What a passkey has to sign. `id` is a hash of it. */
export const challenge = z.object({
  id: z.string(),
  /** Whose passkey is to be made; empty when somebody signs in. */
  userId: z.string(),
  expiresAt: epochMs,
});
export const challenges = defineCollection({
  name: 'passkey_challenges',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'people of the team and of the platform' },
  shape: challenge,
  indexes: { byId: ['id'] },
  expires: 'expiresAt',
});
