/** Code points that take two cells: wide and full-width ones of Unicode's East Asian Width (UAX #11), without emoji. */
const WIDE_RANGES: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
];
const EMOJI = /\p{Emoji_Presentation}|\u{fe0f}/u;
const INVISIBLE = /^[\p{M}\p{Cf}]+$/u;
const PLAIN = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Returns how many cells of a terminal a text takes; it has no control characters. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** Returns the beginning of a text that takes at most so many cells; one that is cut ends with `…`. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const [first = ''] = splitText(text, width - 1);
  return width < 1 ? '' : `${first}…`;
}

/** Fills a text up to so many cells. */
export const padText = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - textWidth(text)));

/** Splits a text into lines of at most so many cells, at least one character each; an empty text is one empty line. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  do {
    const [line = '', left = ''] = splitText(rest, width, 1);
    lines.push(line);
    rest = left;
  } while (rest !== '');
  return lines;
}

/** Wraps a text at its spaces, and within a word that is longer than a line. Further lines begin with `indent`. */
export function wrapWords(text: string, width: number, indent = ''): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<=\S) +/)) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
      continue;
    }
    const room = Math.max(1, width - textWidth(indent));
    const parts =
      last === undefined ? wrapText(word, width) : wrapText(word, room).map((part) => indent + part);
    lines.push(...parts);
  }
  return lines;
}

/** Splits behind the last whole character that fits; with `least`, behind that many even if they do not fit. */
function splitText(text: string, width: number, least = 0): readonly [fits: string, rest: string] {
  if (PLAIN.test(text)) {
    const end = Math.max(width, least);
    return [text.slice(0, end), text.slice(end)];
  }
  let taken = 0;
  let count = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    taken += graphemeWidth(segment);
    count += 1;
    if (taken > width && count > least) return [text.slice(0, index), text.slice(index)];
  }
  return [text, ''];
}

function graphemeWidth(segment: string): number {
  if (INVISIBLE.test(segment)) return 0;
  if (EMOJI.test(segment)) return 2;
  const code = segment.codePointAt(0) ?? 0;
  return WIDE_RANGES.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}
