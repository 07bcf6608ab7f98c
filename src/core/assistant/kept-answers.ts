import { createHash } from 'node:crypto';
import type { Question } from '#contracts/assistant.ts';
import type { Meaning } from '#contracts/meaning.ts';

/** What was proposed to the same question before. The oldest goes when there are too many. Holds no text, only hashes of questions. */
export function keptAnswers(most: number) {
  const kept = new Map<string, Meaning>();
  return {
    get: (question: Question): Meaning | undefined => kept.get(nameOf(question)),
    keep(question: Question, meaning: Meaning): void {
      const [oldest] = kept.keys();
      if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
      kept.set(nameOf(question), meaning);
    },
  };
}

function nameOf(question: Question): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('base64url');
}
