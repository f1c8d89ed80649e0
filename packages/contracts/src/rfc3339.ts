/** Date and time with their zone, as RFC 3339 has them. */
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ]\d\d:\d\d:\d\d(?:\.(\d{1,9}))?(?:[Zz]|[+-]\d\d:\d\d)$/;

/**
 * Parses an RFC 3339 text to milliseconds since 1970. Returns undefined for any other text, including a day that its
 * month does not have. Rounds fractions of a millisecond up, so that nothing comes before the named moment.
 */
export function parseRfc3339(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, fraction = ''] = match;
  // `Date` would turn the 31st of a shorter month into the first of the next one.
  if (Number(day) > daysOf(Number(year), Number(month))) return undefined;
  const ms = Date.parse(text.replace(' ', 'T').toUpperCase());
  if (Number.isNaN(ms)) return undefined;
  return /[1-9]/.test(fraction.slice(3)) ? ms + 1 : ms;
}

const daysOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** A moment as RFC 3339 has it, in UTC with milliseconds. */
export const toRfc3339 = (ms: number): string => new Date(ms).toISOString();
