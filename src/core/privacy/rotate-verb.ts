import { SecretsFailure } from '#contracts/secrets.ts';
import type { Verb } from '#contracts/subject.ts';
import type { PrivacyNeeds } from './needs.ts';

/** Replaces the master key, also while any number of processes use it. */
export const rotateVerb: Verb<Pick<PrivacyNeeds, 'secrets'>> = {
  words: ['keys', 'rotate'],
  group: 'Works with the keys that credentials are encrypted with.',
  description: 'Replaces the master key. Deskbell may be running. If it was interrupted, the next start finishes it.',
  options: [{ flags: '--json', description: 'print the result as JSON' }],
  async run({ secrets }, { json }, print) {
    try {
      await secrets.rotateMaster();
    } catch (error) {
      if (!(error instanceof SecretsFailure)) throw error;
      return { kind: 'wrong_use', sentence: `The master key was not replaced: ${error.message}.` };
    }
    print(
      json
        ? JSON.stringify({ rotated: true })
        : 'The master key was replaced. Back up the key file: older backups of it open nothing new.',
    );
    return { kind: 'done' };
  },
};
