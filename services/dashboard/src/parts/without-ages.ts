/** A duration or a distance from now, as `formatDuration` and `formatDistance` write them. */
const AGES = /\b(?:in )?(?:\d[\d.]* (?:ms|s|min|h|d)\b ?)+(?:ago\b)?|\bnow\b/g;

/** Returns a sentence without its ages: it says something new only if this differs from before. */
export const withoutAges = (sentence: string): string => sentence.replaceAll(AGES, '…');
