import { assistantUses } from '#contracts/records/assistant.ts';
import type { Subject } from '#contracts/subject.ts';

export const assistantSubject: Subject = {
  name: 'assistant',
  collections: [assistantUses],
};
