import type { Output } from './output.ts';

interface Listed {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Headings that are left out first where the terminal is narrow. */
  readonly spare?: readonly string[];
  /** The sentence instead of a table without rows: that there is nothing, and how there would be something. */
  readonly empty: string;
}

/** Prints a list as a table; an empty one as a sentence, because headings without rows look like a fault. */
export function showRows(output: Output, { headings, rows, spare = [], empty }: Listed): void {
  if (rows.length === 0) output.text(empty);
  else output.table(headings, rows, spare);
}
