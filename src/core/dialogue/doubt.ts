import { isDeepStrictEqual } from 'node:util';
import type { InboundContent } from '#contracts/content.ts';
import type { Meaning } from '#contracts/meaning.ts';
import type { Consult, Doubt } from '#core/assistant/consult.ts';
import { settingOf } from './heard-in.ts';
import { plusDays } from './known.ts';
import type { DialogueState } from './state.ts';
import type { Facts, Input } from './step.ts';

interface Said {
  readonly content: InboundContent;
  readonly at: number;
  readonly aboutBookingId?: string;
}

/** What a model may be asked about: words of a customer whom the bot answers, and of which the rules made only a guess. */
export function doubtOf(
  { content, at, aboutBookingId }: Said,
  input: Input,
  state: DialogueState,
  facts: Facts,
  contactId: string,
): Doubt | undefined {
  if (content.kind !== 'text' || input.kind !== 'message' || input.heard.kind !== 'meaning') return undefined;
  if (input.heard.meaning.sure || facts.answeredBy === 'person') return undefined;
  const horizon = Math.max(0, ...facts.services.map(({ horizonDays }) => horizonDays));
  return {
    text: content.body,
    setting: settingOf(state, facts, at, aboutBookingId),
    zone: facts.zone,
    lastDay: plusDays(facts.today, horizon),
    contactId,
  };
}

/** What a model made of a doubt, once in a turn. It may take seconds, so the turn begins again after it, with what is true then. */
export interface Proposal {
  readonly about: Doubt;
  readonly meaning: Meaning | undefined;
}

export async function proposalFor(consult: Consult, store: Parameters<Consult>[0], about: Doubt): Promise<Proposal> {
  return { about, meaning: await consult(store, about) };
}

/** The proposal instead of the guess, if what it was made for is still so. */
export function decidedInput(input: Input, doubt: Doubt | undefined, proposal: Proposal | undefined): Input {
  const meaning = doubt && isDeepStrictEqual(doubt, proposal?.about) ? proposal?.meaning : undefined;
  if (!meaning || input.kind !== 'message') return input;
  return { ...input, heard: { kind: 'meaning', meaning, by: 'model' } };
}
