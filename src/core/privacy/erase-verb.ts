import type { Verb } from '#contracts/subject.ts';
import { chosenTenants } from '#core/tenancy/chosen-tenants.ts';
import { type Counts, eraseContact } from './erase-contact.ts';
import { previewErasure } from './preview.ts';
import type { PrivacyNeeds } from './needs.ts';

/** Erases a contact, or says what that would remove. */
export const eraseVerb: Verb<PrivacyNeeds> = {
  words: ['contact', 'erase'],
  group: 'Erases and exports contacts.',
  description: 'Removes everything of a contact for good. Run it again if it was interrupted.',
  options: [
    { flags: '--tenant <id>', description: 'the tenant' },
    { flags: '--contact <id>', description: 'the contact' },
    { flags: '--dry-run', description: 'only count what would be removed' },
    { flags: '--json', description: 'print the result as JSON' },
  ],
  async run(world, { tenant: tenantId, contact, dryRun, json }, print) {
    if (typeof tenantId !== 'string' || typeof contact !== 'string')
      return { kind: 'wrong_use', sentence: 'Name the tenant with --tenant and the contact with --contact.' };
    const [tenant] = await Array.fromAsync(chosenTenants(world.store, tenantId));
    if (!tenant) return { kind: 'wrong_use', sentence: `There is no tenant ${tenantId}.` };
    const needs = { ...world, changed: world.live.changed };
    const found = await previewErasure(needs)(tenant, contact);
    if (found.kind === 'not_there') return { kind: 'wrong_use', sentence: `The tenant has no contact ${contact}.` };

    if (dryRun) {
      const { counts, upcomingBookings } = found;
      if (json) print(JSON.stringify({ contact, counts, upcomingBookings }, null, 2));
      else {
        print(`Erasing the contact would remove: ${listed(counts)}.`);
        if (upcomingBookings > 0) print(`It has upcoming bookings, which must be cancelled first: ${upcomingBookings}.`);
      }
      return { kind: 'done' };
    }
    const erased = await eraseContact(needs)(tenant, contact, 'system');
    if (erased.kind === 'not_there') return { kind: 'wrong_use', sentence: `The tenant has no contact ${contact}.` };
    if (erased.kind === 'upcoming_bookings') {
      if (json) print(JSON.stringify({ contact, upcomingBookings: erased.count }, null, 2));
      else print(`Nothing was erased: the contact has upcoming bookings, cancel them first: ${erased.count}.`);
      return { kind: 'failed' };
    }
    if (json) print(JSON.stringify({ contact, counts: erased.counts }, null, 2));
    else print(`Erased: ${listed(erased.counts)}.`);
    return { kind: 'done' };
  },
};

function listed(counts: Counts): string {
  const lines = Object.entries(counts).map(([what, count]) => `${count} ${what.replaceAll('_', ' ')}`);
  return lines.length === 0 ? 'nothing' : lines.join(', ');
}
