import { UsageError } from './exit-codes.ts';

/** The nearest of the known words, if it is near. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const scored = known.map((candidate) => ({ candidate, distance: distanceOf(word, candidate) }));
  scored.sort((a, b) => a.distance - b.distance);
  const [best] = scored;
  return best !== undefined && best.distance <= Math.min(3, Math.ceil(word.length / 2))
    ? best.candidate
    : undefined;
}

export function unknownWord(what: string, word: string, known: readonly string[]): UsageError {
  const near = suggest(word, known);
  const hint = near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${near}?`;
  return new UsageError(`Unknown ${what} "${word}". ${hint}`);
}

/** Levenshtein's, by one row. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let k = 1; k <= b.length; k++) {
      const substitution = (row[k - 1] ?? 0) + (a[i - 1] === b[k - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[k] ?? 0) + 1, (next[k - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
