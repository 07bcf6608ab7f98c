import type { Profile } from '#contracts/records/tenancy.ts';
import { textsOf } from '#core/texts/texts.ts';
import type { LadderWords } from './fit.ts';

/** The words for `fit`, from the text catalogue. */
export function ladderWords(locale: Profile['locale']): LadderWords {
  const texts = textsOf(locale);
  return { more: texts.more(), choose: texts.choose(), replyWithNumber: texts.reply_with_number() };
}
