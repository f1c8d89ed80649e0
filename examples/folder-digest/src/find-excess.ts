const NESTING_MAX = 100;
const BRACKETS_OF_BLOCK_MAX = 5_000;
const BRACKETS_MAX = 20_000;
const BLOCK_START = /\n(?=[ \t]*(?:\r?\n|[-+*] ))/;
const INDENT = /[ \t]*/y;
const CONTAINER = /(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*/y;

/**
 * Names what would keep the Markdown parser busy for minutes, or nothing: its time grows with the square of the nesting
 * and of the closing brackets of a paragraph. Itself linear in the text.
 */
export function findExcess(text: string): string | undefined {
  if (text.split('\n').some((line) => countNesting(line) > NESTING_MAX)) return 'nested too deeply';
  if (countBrackets(text) > BRACKETS_MAX) return 'too many brackets';
  const isCrowded = text.split(BLOCK_START).some((block) => countBrackets(block) > BRACKETS_OF_BLOCK_MAX);
  return isCrowded ? 'too many brackets in one paragraph' : undefined;
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

function countBrackets(text: string): number {
  let count = 0;
  for (let at = text.indexOf(']'); at !== -1; at = text.indexOf(']', at + 1)) count++;
  return count;
}
