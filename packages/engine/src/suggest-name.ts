/** Returns `; did you mean "timeout"?` if one of the candidates is probably meant, else an empty text. */
export function suggestName(name: string, candidates: Iterable<string>): string {
  const similar = findSimilarName(name, candidates);
  return similar === undefined ? '' : `; did you mean "${similar}"?`;
}

/** Returns the candidate with the fewest slips, if it is likely to be meant. */
export function findSimilarName(name: string, candidates: Iterable<string>): string | undefined {
  const allowed = Math.min(2, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = measureDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** The most suggestions for one definition, because each compares a name with all others. */
const SUGGESTIONS = 100;

/** Suggests like `suggestName`, but stops after `SUGGESTIONS`, so that a definition full of slips stays cheap to check. */
export function createSuggester(candidates: ReadonlySet<string>): (name: string) => string {
  let remaining = SUGGESTIONS;
  return (name) => {
    remaining -= 1;
    return remaining < 0 ? '' : suggestName(name, candidates);
  };
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function measureDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      let distance = (last[column - 1] ?? 0) + (isSame ? 0 : 1);
      distance = Math.min(distance, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      if (isSwapped) distance = Math.min(distance, (beforeLast[column - 2] ?? 0) + 1);
      current.push(distance);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
