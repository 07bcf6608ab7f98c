import { accessEvents } from '#contracts/events/access.ts';
import { happened } from '#contracts/events/define.ts';
import { tenants } from '#contracts/records/platform.ts';
import type { OneTimeLink } from '#contracts/records/access.ts';
import { oneTimeLinks } from '#contracts/records/access.ts';
import { remove } from '#contracts/store.ts';
import { all } from '../walking/everything.ts';
import { linkAddress, newLink } from './links.ts';
import { invitationMail } from './mails.ts';
import { plainEmail } from './users.ts';
import type { AccessWorld } from './world.ts';

export interface Inviting {
  readonly email: string;
  /** Empty for the platform. */
  readonly tenantId: string;
  readonly role: string;
  /** The user who invites, or `system` for the command line. */
  readonly by: string;
}
export interface Invited {
  readonly link: OneTimeLink;
  readonly address: string;
  /** Whether the mail server took it. Otherwise the address has to be handed over in another way. */
  readonly mailed: boolean;
}

/** Makes a link that works once and mails it. It is stored first: a mail that cannot be sent leaves an invitation that can be shown. */
export async function invite(world: AccessWorld, { email, tenantId, role, by }: Inviting): Promise<Invited> {
  const { platform, clock, newId, mailer, pagesUrl } = world;
  const now = clock.now();
  const kind = tenantId === '' ? 'operator' : 'invitation';
  const { link, token, write } = newLink(world, now, { kind, email: plainEmail(email), tenantId, role, by });
  const about = { tenantId, linkId: link.publicId, role, by };
  const event = happened(accessEvents.invited, { id: newId(), key: tenantId || 'platform', at: now }, about);
  await platform.commit([write], [event]);
  const address = linkAddress(pagesUrl(), token);
  const business = tenantId === '' ? undefined : (await platform.get(tenants, tenantId))?.value.name;
  const mailed = await mailer.send(invitationMail(link.email, address, business)).then(
    () => true,
    () => false,
  );
  return { link, address, mailed };
}

/** Invitations that nobody has accepted yet, newest first. */
export async function openInvitations(world: Pick<AccessWorld, 'platform' | 'clock'>, tenantId: string) {
  const { platform, clock } = world;
  const kind = tenantId === '' ? 'operator' : 'invitation';
  const known = await all(platform, oneTimeLinks, { by: 'byTenant', equals: [tenantId, kind], order: 'desc' });
  return known.filter(({ value }) => value.expiresAt > clock.now());
}

/** Whether it was there. */
export async function withdraw(world: AccessWorld, tenantId: string, publicId: string, by: string): Promise<boolean> {
  const { platform, clock, newId } = world;
  const one = (await openInvitations(world, tenantId)).find(({ value }) => value.publicId === publicId);
  if (!one) return false;
  const occasion = { id: newId(), key: tenantId || 'platform', at: clock.now() };
  const event = happened(accessEvents.invitationWithdrawn, occasion, { tenantId, linkId: publicId, by });
  return (await platform.commit([remove(oneTimeLinks, one)], [event])).kind === 'committed';
}
