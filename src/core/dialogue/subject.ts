import { dialogues, turns } from '#contracts/records/dialogue.ts';
import type { Subject } from '#contracts/subject.ts';
import { type DialogueNeeds, dialogue } from './consumer.ts';

const DAY_MS = 24 * 3_600_000;

type Needs = Omit<DialogueNeeds, 'turnsKeptMs'> & { readonly settings: { readonly DESKBELL_KEEP_TURNS_DAYS: number } };

export const dialogueSubject: Subject<Needs> = {
  name: 'dialogue',
  collections: [dialogues, turns],
  consumers: ({ settings, ...world }) => [dialogue({ ...world, turnsKeptMs: settings.DESKBELL_KEEP_TURNS_DAYS * DAY_MS })],
};
