import { accessEvents } from '#contracts/events/access.ts';
import { happened } from '#contracts/events/define.ts';
import { operators } from '#contracts/records/access.ts';
import { linkAddress, newLink } from './links.ts';
import type { AccessWorld } from './world.ts';

/** A link with which somebody becomes an operator, with an e-mail address of their own choice. For the console and the command line. */
export async function operatorLink(world: Omit<AccessWorld, 'passwords' | 'mailer' | 'secrets'>): Promise<string> {
  const { platform, clock, newId, pagesUrl } = world;
  const now = clock.now();
  const about = { kind: 'operator', email: '', tenantId: '', role: 'operator', by: '' } as const;
  const { link, token, write } = newLink(world, now, about);
  const told = { tenantId: '', linkId: link.publicId, role: link.role, by: 'system' };
  await platform.commit([write], [happened(accessEvents.invited, { id: newId(), key: 'platform', at: now }, told)]);
  return linkAddress(pagesUrl(), token);
}

/** Whether nobody can run the platform yet. */
export async function hasNoOperator({ platform }: Pick<AccessWorld, 'platform'>): Promise<boolean> {
  return (await platform.find(operators, { by: 'bySince', equals: [], limit: 1 })).items.length === 0;
}
