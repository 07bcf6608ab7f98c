import type { InboundContent } from '#contracts/content.ts';
import { understand } from '#core/understanding/understand.ts';
import type { Setting } from '#core/understanding/setting.ts';
import { settingOf } from './heard-in.ts';
import { simple } from './plain.ts';
import type { DialogueState, Offered } from './state.ts';
import type { Facts, Heard, Input } from './step.ts';

/** Shorter parts of a title are in too many of them. */
const SHORTEST_PART = 3;

/**
 * What came in, as the dialogue takes it: a choice, a meaning, or something that nobody can read. `at` is when the message was written:
 * "tomorrow" is counted from then.
 */
export function hear(content: InboundContent, state: DialogueState, facts: Facts, at: number, aboutBookingId?: string): Input {
  const setting = () => settingOf(state, facts, at, aboutBookingId);
  return { kind: 'message', heard: heard(content, state, setting), ...(aboutBookingId === undefined ? {} : { aboutBookingId }) };
}

function heard(content: InboundContent, state: DialogueState, setting: () => Setting): Heard {
  switch (content.kind) {
    case 'text':
      return words(content.body, state, setting);
    case 'choice':
      // A template's button may carry a text of the tenant's instead of an id of ours.
      return {
        kind: 'choice',
        id: content.id.slice(0, 400),
        ...(content.by === 'template' ? { otherwise: words(content.title, state, setting) } : {}),
      };
    case 'media':
      return media(content, state, setting);
    case 'reaction':
    case 'system':
    case 'unrecognised':
      return { kind: 'silent' };
    default:
      return { kind: 'unread', what: 'other' };
  }
}

/** The name of a file, and what stands under a document, are no words to the desk. */
function media(content: Extract<InboundContent, { kind: 'media' }>, state: DialogueState, setting: () => Setting): Heard {
  if (content.media === 'sticker') return { kind: 'silent' };
  const { caption, fileName } = content;
  const says = content.media !== 'document' && caption !== undefined && caption.trim() !== '' && caption !== fileName;
  const said = says && !FILE_NAME.test(caption) ? words(caption, state, setting) : undefined;
  if (said && (said.kind !== 'meaning' || (said.meaning.sure && said.meaning.intent !== 'nothing_to_do'))) return said;
  return { kind: 'unread', what: content.media === 'audio' ? 'audio' : 'other' };
}

const FILE_NAME = /^[^\n]{1,120}\.[a-z0-9]{2,4}$/iu;

/** The title of something that is offered stands for tapping it. */
function words(text: string, { offered }: DialogueState, setting: () => Setting): Heard {
  const cut = text.slice(0, 300);
  const said = simple(cut);
  const titled = said === '' ? undefined : offered.find(({ title }) => simple(title) === said);
  if (titled) return { kind: 'choice', id: titled.id };
  const meaning = understand(text, setting());
  const part = meaning.sure ? undefined : partOfTitle(said, offered);
  return part ? { kind: 'choice', id: part.id } : { kind: 'meaning', meaning };
}

/** "Beard" for "Beard trim", where nothing else that is offered has it. */
function partOfTitle(said: string, offered: readonly Offered[]): Offered | undefined {
  if (said.length < SHORTEST_PART) return undefined;
  const [chosen, ...others] = offered.filter(({ title }) => ` ${simple(title)} `.includes(` ${said} `));
  return others.length === 0 ? chosen : undefined;
}
