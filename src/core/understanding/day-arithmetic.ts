type Day = Temporal.PlainDate;

/** The day, if the calendar has it. */
export function dayOf(year: number, month: number, day: number): Day | undefined {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const found = Temporal.PlainDate.from({ year, month, day });
  return found.day === day ? found : undefined;
}

/** The first such day that is not over, this year or, for 29 February, within the next eight. */
export function comingDate(today: Day, month: number, day: number): Day | undefined {
  for (let year = today.year; year <= today.year + 8; year += 1) {
    const found = dayOf(year, month, day);
    if (found && Temporal.PlainDate.compare(found, today) >= 0) return found;
  }
  return undefined;
}

/** The next day with this number, today included. */
export function comingNumber(today: Day, day: number): Day | undefined {
  for (let ahead = 0; ahead < 12; ahead += 1) {
    const month = today.with({ day: 1 }).add({ months: ahead });
    const found = dayOf(month.year, month.month, day);
    if (found && Temporal.PlainDate.compare(found, today) >= 0) return found;
  }
  return undefined;
}

/** The next such weekday after today. */
export function comingWeekday(today: Day, weekday: number): Day {
  return today.add({ days: ((weekday - today.dayOfWeek + 6) % 7) + 1 });
}

export function mondayOf(day: Day): Day {
  return day.subtract({ days: day.dayOfWeek - 1 });
}

export function laterOf(a: Day, b: Day): Day {
  return Temporal.PlainDate.compare(a, b) >= 0 ? a : b;
}
