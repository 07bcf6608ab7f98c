const MINUTE = 60_000;

/** Milliseconds until about 09:00 of the next calendar day in `zone`. */
export function untilMorning(now: number, zone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const sinceMidnight = part('hour') * 60 + part('minute');
  return (24 * 60 - sinceMidnight + 9 * 60) * MINUTE;
}
