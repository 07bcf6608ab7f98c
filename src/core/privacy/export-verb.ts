import type { Verb } from '#contracts/subject.ts';
import { chosenTenants } from '#core/tenancy/chosen-tenants.ts';
import { exportContact } from './export-contact.ts';
import type { PrivacyNeeds } from './needs.ts';

/** Prints everything that there is of a contact. */
export const exportVerb: Verb<PrivacyNeeds> = {
  words: ['contact', 'export'],
  group: 'Erases and exports contacts.',
  description: 'Prints everything that there is of a contact as JSON: documents by collection, and the ids of the files.',
  options: [
    { flags: '--tenant <id>', description: 'the tenant' },
    { flags: '--contact <id>', description: 'the contact' },
    { flags: '--json', description: 'JSON (always on)' },
  ],
  onlyJson: true,
  async run(world, { tenant: tenantId, contact }, print) {
    if (typeof tenantId !== 'string' || typeof contact !== 'string')
      return { kind: 'wrong_use', sentence: 'Name the tenant with --tenant and the contact with --contact.' };
    const [tenant] = await Array.fromAsync(chosenTenants(world.store, tenantId));
    if (!tenant) return { kind: 'wrong_use', sentence: `There is no tenant ${tenantId}.` };
    const exported = await exportContact(world)(tenant, contact, 'system');
    if (exported.kind === 'not_there') return { kind: 'wrong_use', sentence: `The tenant has no contact ${contact}.` };
    print(exported.json.trimEnd());
    return { kind: 'done' };
  },
};
