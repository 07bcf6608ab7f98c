import type { Verb, World } from '#contracts/subject.ts';
import { chosenTenants } from '#core/tenancy/chosen-tenants.ts';
import { type Counted, rebuildSearch } from './rebuild.ts';

/** A line of progress after so many more. */
const STRIDE = 10_000;

/** For data from before there was a search, or after its entries were damaged. Also while Deskbell is running. */
export const rebuildVerb: Verb<Pick<World, 'store'>> = {
  words: ['search', 'rebuild'],
  group: 'Works with the index of the search.',
  description: 'Indexes all conversations, messages and notes again.',
  options: [{ flags: '--tenant <id>', description: 'only this tenant' }],
  async run({ store }, { tenant: id }, print) {
    const chosen = id === true ? undefined : id;
    let tenants = 0;
    for await (const tenant of chosenTenants(store, chosen)) {
      tenants += 1;
      let shown = STRIDE;
      const counted = await rebuildSearch(tenant, (sofar) => {
        if (sum(sofar) < shown) return;
        print(`${tenant.tenantId}: ${sentence(sofar)} so far`);
        shown += STRIDE;
      });
      print(`${tenant.tenantId}: ${sentence(counted)}`);
    }
    if (chosen !== undefined && tenants === 0) return { kind: 'wrong_use', sentence: `There is no tenant ${chosen}.` };
    return { kind: 'done' };
  },
};

function sum({ conversation, message, note }: Counted): number {
  return conversation + message + note;
}

function sentence({ conversation, message, note }: Counted): string {
  return `conversations ${conversation}, notes ${note}, messages ${message}`;
}
