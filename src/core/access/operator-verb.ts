import type { Verb } from '#contracts/subject.ts';
import { operatorLink } from './first-operator.ts';
import type { AccessWorld } from './world.ts';

/** Prints a link with which somebody becomes an operator. Also works while Deskbell is running. */
export const operatorVerb: Verb<{ readonly access: AccessWorld }> = {
  words: ['operator', 'create'],
  group: 'Gives people access to the platform.',
  description: 'Prints a link with which somebody becomes an operator. It works once, for a day.',
  options: [{ flags: '--json', description: 'print the link as JSON' }],
  async run({ access }, { json }, print) {
    const link = await operatorLink(access);
    print(json ? JSON.stringify({ link }) : `Whoever opens this link becomes an operator. It works once, for a day:\n${link}`);
    return { kind: 'done' };
  },
};
