import { openAi } from '#adapters/openai/index.ts';
import { systemClock } from '#app/system-clock.ts';
import type { Meaning } from '#contracts/meaning.ts';
import { checked } from '#core/assistant/checked.ts';
import { type Names, questionOf } from '#core/assistant/question-of.ts';
import type { Setting } from '#core/understanding/setting.ts';
import { openAiSandbox } from '#sandbox/openai/config.ts';
import { startOpenAi } from '#sandbox/openai/emulator.ts';
import type { Item, Means } from './corpus.ts';

/** As far ahead as the businesses of the corpus take bookings. */
const HORIZON_DAYS = 120;
const KEY = 'sk-understand';

/**
 * A model that knows what each item of the corpus means. It is asked as a turn asks: with a question made of the setting, over HTTP, by
 * the adapter; and what it proposes is checked. So this measures everything around a model, and says nothing about a real one.
 */
export async function knowingModel() {
  const emulator = await startOpenAi(openAiSandbox.parse({ apiKey: KEY }));
  const assistant = openAi({ key: KEY, url: emulator.url, model: 'gpt-5.6-luna' }, { fetch, clock: systemClock });
  return {
    async reads({ text, zone, means }: Item, setting: Setting): Promise<Meaning | undefined> {
      const asked = questionOf(text, setting, zone);
      if (!asked) return undefined;
      const { question, names } = asked;
      emulator.knows(question.text, proposalOf(means, names));
      const answer = await assistant.understand(question, AbortSignal.timeout(4_000));
      if (answer.kind === 'none') return undefined;
      const lastDay = Temporal.PlainDate.from(setting.today).add({ days: HORIZON_DAYS }).toString();
      return checked(answer.meaning, { names, today: setting.today, lastDay, text });
    },
    [Symbol.asyncDispose]: () => emulator.stop(),
  };
}

/** What an item means, in the ids of the question. */
function proposalOf({ ambiguous, ...means }: Item['means'], names: Names): Readonly<Record<string, unknown>> {
  return {
    question: false,
    keepsDraft: means.keeps_draft ?? true,
    sure: true,
    ...wishOf(means, names),
    ...(ambiguous && ambiguous.length > 1 ? { alternatives: ambiguous.map((one) => wishOf(one, names)) } : {}),
  };
}

function wishOf(means: Means, names: Names): Readonly<Record<string, unknown>> {
  const services = means.services ?? (means.service === undefined ? undefined : [means.service]);
  return Object.fromEntries(
    Object.entries({
      intent: means.intent,
      also: means.also,
      services: services?.map((id) => shortOf(names.services, id)),
      staff: means.staff === 'any' ? 'any' : shortOf(names.staff, means.staff),
      date: means.date,
      dateFrom: means.date_from,
      dateTo: means.date_to,
      weekdays: means.weekdays,
      time: means.time,
      timeFrom: means.time_from,
      timeTo: means.time_to,
      doneBy: means.done_by,
      partOfDay: means.part_of_day,
      pick: means.pick,
      shiftMinutes: means.shift_minutes,
      shiftDays: means.shift_days,
      party: means.party,
      whichBooking: means.which_booking === 'all' ? 'all' : shortOf(names.bookings, means.which_booking),
      recurWeeks: means.recur_weeks,
      lateMinutes: means.late_minutes,
      fuzzy: means.fuzzy,
    }).filter(([, value]) => value !== undefined),
  );
}

function shortOf(names: ReadonlyMap<string, string>, id: string | undefined): string | undefined {
  return names.entries().find(([, long]) => long === id)?.[0];
}
