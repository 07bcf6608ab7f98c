import { z } from 'zod';

/** Who calls a route: a person who is signed in, or other software with a key. `id` is that of the user or of the key. */
export interface Caller {
  readonly kind: 'user' | 'key' | 'nobody';
  /** Empty for nobody. */
  readonly id: string;
  /** Of a person: their session. */
  readonly session?: string;
  /** Of a person on a route of a tenant: what they are to it. */
  readonly role?: Role;
  /** Of a key: what it was allowed. */
  readonly permissions?: readonly string[];
}

/** Where a request comes from, as far as that can be known. */
export interface Client {
  /** The IP address. */
  readonly address: string;
  /** What the browser says that it is. */
  readonly device: string;
}

/** What people are to a tenant, the one who may do most first. */
export const ROLES = ['owner', 'manager', 'agent', 'viewer'] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

/** What people are to the platform. */
export const PLATFORM_ROLES = ['operator', 'support'] as const;
export const platformRole = z.enum(PLATFORM_ROLES);
export type PlatformRole = z.infer<typeof platformRole>;

const everybody: readonly Role[] = ROLES;
const writers: readonly Role[] = ['owner', 'manager', 'agent'];
const leaders: readonly Role[] = ['owner', 'manager'];
const owners: readonly Role[] = ['owner'];

/** The whole table of what each role may do in its tenant. It is read in one place, before a handler runs. */
export const TENANT_PERMISSIONS = {
  'conversations.read': everybody,
  'conversations.control': writers,
  'messages.send': writers,
  'notes.read': everybody,
  'notes.write': writers,
  'canned_replies.read': everybody,
  'canned_replies.write': leaders,
  'contacts.read': leaders,
  'contacts.erase': leaders,
  'bookings.read': everybody,
  'activity.read': everybody,
  'set_up.read': leaders,
  'set_up.write': leaders,
  'people.read': everybody,
  'people.write': leaders,
  'keys.read': owners,
  'keys.write': owners,
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type TenantPermission = keyof typeof TENANT_PERMISSIONS;

/** The same for the platform. */
export const PLATFORM_PERMISSIONS = {
  'platform.read': PLATFORM_ROLES,
  'tenants.read': PLATFORM_ROLES,
  'tenants.write': ['operator'],
  'operators.read': PLATFORM_ROLES,
  'operators.write': ['operator'],
} as const satisfies Readonly<Record<string, readonly PlatformRole[]>>;
export type PlatformPermission = keyof typeof PLATFORM_PERMISSIONS;

/** A role of the tenant that may do this. What is not in the table nobody may do. */
export function mayInTenant(role: Role, permission: string): boolean {
  return Object.hasOwn(TENANT_PERMISSIONS, permission) && TENANT_PERMISSIONS[permission as TenantPermission].includes(role);
}

/** For a handler whose answer has a part that needs a permission of its own. */
export function callerMay({ role, permissions = [] }: Caller, permission: string): boolean {
  return role ? mayInTenant(role, permission) : permissions.includes(permission);
}

export function mayOnPlatform(role: PlatformRole, permission: string): boolean {
  if (!Object.hasOwn(PLATFORM_PERMISSIONS, permission)) return false;
  const roles: readonly PlatformRole[] = PLATFORM_PERMISSIONS[permission as PlatformPermission];
  return roles.includes(role);
}

/** Nobody gives, changes or takes away a role above their own. */
export function mayGive(own: Role, given: Role): boolean {
  return ROLES.indexOf(own) <= ROLES.indexOf(given);
}

/** What a key of the API may be allowed: whatever its maker may, without the things that belong to people. */
export const KEY_PERMISSIONS = (Object.keys(TENANT_PERMISSIONS) as TenantPermission[]).filter(
  (permission) => !/^(people|keys)\./.test(permission),
);
