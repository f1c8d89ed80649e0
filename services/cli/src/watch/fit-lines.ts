import { wrapText } from '../text-width.ts';

/** Fits lines into so many rows and columns; the last row says how many did not fit. Styled lines are left to the terminal. */
export function fitLines(lines: readonly string[], columns: number, rows: number): readonly string[] {
  const wrapped = lines.flatMap((line) => (line.includes('\x1b') ? [line] : wrapText(line, columns)));
  if (wrapped.length <= rows) return wrapped;
  const kept = wrapped.slice(0, Math.max(0, rows - 1));
  return [...kept, `… ${wrapped.length - kept.length} more lines: a taller terminal or a pipe shows them`];
}
