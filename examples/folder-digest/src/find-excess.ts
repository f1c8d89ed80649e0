const NESTING_MAX = 100;
const UNMATCHED_BRACKETS_MAX = 2_000;
const INDENT = /[ \t]*/y;
const CONTAINER = /(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*/y;

/**
 * Names what would keep the Markdown parser busy for minutes (its time grows with the square of the nesting and of the
 * brackets that close nothing), or nothing. Itself linear in the text.
 */
export function findExcess(text: string): string | undefined {
  if (text.split('\n').some((line) => countNesting(line) > NESTING_MAX)) return 'nested too deeply';
  if (countUnmatched(text) > UNMATCHED_BRACKETS_MAX) return 'too many unmatched brackets';
  return undefined;
}

/** Block quotes and lists that a line opens or may continue. */
function countNesting(line: string): number {
  INDENT.lastIndex = 0;
  const indent = INDENT.exec(line)?.[0].length ?? 0;
  CONTAINER.lastIndex = indent;
  let markers = 0;
  while (CONTAINER.test(line)) markers++;
  return markers === 0 ? 0 : markers + indent / 2;
}

function countUnmatched(text: string): number {
  let open = 0;
  let unmatched = 0;
  for (const [bracket] of text.matchAll(/[[\]]/g)) {
    if (bracket === '[') open++;
    else if (open > 0) open--;
    else unmatched++;
  }
  return unmatched;
}
