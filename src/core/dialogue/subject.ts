import type { Assistant } from '#contracts/assistant.ts';
import type { Metrics } from '#contracts/metrics.ts';
import { dialogues, turns } from '#contracts/records/dialogue.ts';
import type { Subject } from '#contracts/subject.ts';
import { consulting } from '#core/assistant/consult.ts';
import { type DialogueNeeds, dialogue } from './consumer.ts';

const DAY_MS = 24 * 3_600_000;

type Needs = Omit<DialogueNeeds, 'turnsKeptMs' | 'consult'> & {
  readonly settings: { readonly DESKBELL_KEEP_TURNS_DAYS: number };
  readonly metrics: Metrics;
  readonly assistant: Assistant | 'off';
};

export const dialogueSubject: Subject<Needs> = {
  name: 'dialogue',
  collections: [dialogues, turns],
  consumers: ({ settings, metrics, assistant, ...world }) => {
    const consult = assistant === 'off' ? {} : { consult: consulting({ assistant, clock: world.clock, metrics }) };
    return [dialogue({ ...world, ...consult, turnsKeptMs: settings.DESKBELL_KEEP_TURNS_DAYS * DAY_MS })];
  },
};
