/**
 * A date and a time with its zone: the `date-time` of RFC 3339, which needs seconds and takes letters of either case.
 */
const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Parses an RFC 3339 text to milliseconds since 1970. Returns undefined for any other text, for a day that its month
 * does not have, and for a leap second (`:60`), because clocks of computers have none. Rounds fractions of a
 * millisecond up, so that nothing comes before the named moment.
 */
export function parseRfc3339(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, time, fraction = '', zone = ''] = match;
  // `Date` would turn the 31st of a shorter month into the first of the next one.
  if (Number(day) > daysOf(Number(year), Number(month))) return undefined;
  const ms = Date.parse(
    `${year}-${month}-${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${zone.toUpperCase()}`,
  );
  if (Number.isNaN(ms)) return undefined;
  return /[1-9]/.test(fraction.slice(3)) ? ms + 1 : ms;
}

/**
 * Returns the days of a month. Leap years repeat every 400 years; `Date.UTC` reads a year before 100 as one of the 20th
 * century.
 */
const daysOf = (year: number, month: number): number =>
  new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();

/** Returns a moment as RFC 3339, in UTC with milliseconds. */
export const toRfc3339 = (ms: number): string => new Date(ms).toISOString();
