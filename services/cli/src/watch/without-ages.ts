/** Members of answers that only say how long ago something was: they change while nothing happens. */
const AGES: ReadonlySet<string> = new Set([
  'at',
  'ageMs',
  'seenAt',
  'oldestMs',
  'coveredSeconds',
  'lagMs',
  'clockAheadMs',
]);

/** Returns an answer as text without what only grows older, to tell whether something has changed. */
export const withoutAges = (answer: unknown): string =>
  JSON.stringify(answer, (name, value) => (AGES.has(name) ? undefined : value)) ?? '';
