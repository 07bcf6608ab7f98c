import type { Verb, World } from '#contracts/subject.ts';
import { everything } from '#core/walking/everything.ts';
import { chainOf } from './chain.ts';
import { places } from './places.ts';

/** Prints the audit log, one entry a line, so that it can be kept elsewhere and checked there. */
export const exportVerb: Verb<Pick<World, 'store'>> = {
  words: ['audit', 'export'],
  group: 'Works with the audit log: tamper-evident chains of all events, one per tenant and one for the platform.',
  description: 'Prints the entries with their hashes as JSON lines, oldest first. "audit check" checks such a file.',
  options: [
    { flags: '--tenant <id>', description: 'this tenant only; "platform" for what operators did' },
    { flags: '--json', description: 'JSON lines (always on)' },
  ],
  onlyJson: true,
  async run({ store }, { tenant: id }, print) {
    const chosen = id === true ? undefined : id;
    let found = false;
    for await (const [scope, place] of places(store, chosen)) {
      found = true;
      for await (const { value } of everything(place, chainOf(place).entries, { by: 'bySequence', equals: [] }))
        print(JSON.stringify({ scope, ...value }));
    }
    return found ? { kind: 'done' } : { kind: 'wrong_use', sentence: `There is no tenant ${chosen}.` };
  },
};
