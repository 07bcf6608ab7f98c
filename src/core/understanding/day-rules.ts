import { daysAhead } from './day-rules-ahead.ts';
import { bareDays } from './day-rules-bare.ts';
import { spansOfDays, weekOfDay } from './day-rules-spans.ts';
import { weeksAndMonths } from './day-rules-weeks.ts';
import { writtenDays } from './day-rules-written.ts';
import type { DayContext, Days } from './days.ts';
import type { Rule } from './mentions.ts';

/** From the most particular to the most general; each takes its words away from those after it. */
export const dayRules: readonly Rule<Days, DayContext>[] = [
  ...weekOfDay,
  ...writtenDays,
  ...spansOfDays,
  ...daysAhead,
  ...weeksAndMonths,
  ...bareDays,
];
