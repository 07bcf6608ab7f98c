import { dialogues, turns } from '#contracts/records/dialogue.ts';
import type { Subject } from '#contracts/subject.ts';
import { type DialogueNeeds, dialogue } from './consumer.ts';

export const dialogueSubject: Subject<DialogueNeeds> = {
  name: 'dialogue',
  collections: [dialogues, turns],
  consumers: (world) => [dialogue(world)],
};
