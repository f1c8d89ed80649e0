/** Returns `; did you mean "timeout"?` if one of the candidates is probably meant, else an empty text. */
export function suggestName(name: string, candidates: Iterable<string>): string {
  const similar = findSimilarName(name, candidates);
  return similar === undefined ? '' : `; did you mean "${similar}"?`;
}

/**
 * Returns the candidate with the fewest slips, if it is likely to be meant. Ends after a fixed amount of work (`WORK_MAX`), however
 * many candidates there are: the best one so far is returned.
 */
export function findSimilarName(name: string, candidates: Iterable<string>): string | undefined {
  return createNameFinder(candidates)(name);
}

/** More slips make another name. */
const SLIPS_MAX = 2;
/** Characters that are compared, and names that are passed over: together about 10 ms. */
const WORK_MAX = 1_000_000;

/**
 * Finds like `findSimilarName`, for many names among the same candidates: all of them together cost as much as one may, and a
 * name that comes again nothing.
 */
export function createNameFinder(candidates: Iterable<string>): (name: string) => string | undefined {
  const found = new Map<string, string | undefined>();
  let left = WORK_MAX;
  const find = (name: string) => {
    const wanted = name.toLowerCase();
    let best: string | undefined;
    let most = Math.min(SLIPS_MAX, Math.floor(name.length / 3));
    for (const candidate of candidates) {
      left -= 1;
      if (left <= 0 || most < 0) break;
      if (Math.abs(candidate.length - name.length) > most) continue;
      const { slips, compared } = countSlips(wanted, candidate.toLowerCase(), most);
      left -= compared;
      if (slips <= most) [best, most] = [candidate, slips - 1];
    }
    return best;
  };
  return (name) => {
    if (!found.has(name)) found.set(name, find(name));
    return found.get(name);
  };
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

/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. Looks only at prefixes whose lengths
 * differ by at most `most`, and ends once there are more slips than that (Ukkonen, 1985). @returns `compared`: how many characters
 */
function countSlips(
  a: string,
  b: string,
  most: number,
): { readonly slips: number; readonly compared: number } {
  let compared = 0;
  let beforeLast: number[] = [];
  let last = Array.from({ length: most + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current: number[] = [];
    if (row <= most) current[0] = row;
    let least = current[0] ?? Number.POSITIVE_INFINITY;
    for (let column = Math.max(1, row - most); column <= Math.min(b.length, row + most); column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const slips = Math.min(
        at(last, column - 1) + (isSame ? 0 : 1),
        at(last, column) + 1,
        at(current, column - 1) + 1,
        isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      current[column] = slips;
      least = Math.min(least, slips);
      compared += 1;
    }
    // A swap may go back by two rows, and costs one.
    if (least > most && Math.min(...last.filter(Number.isInteger)) >= most) return { slips: least, compared };
    [beforeLast, last] = [last, current];
  }
  return { slips: at(last, b.length), compared };
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
