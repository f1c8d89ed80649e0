/**
 * An evaluated list. `chunks`: JSON texts of `ITEMS_PER_CHUNK` items each (the last may have fewer), one item per line.
 */
export interface ItemList {
  readonly total: number;
  readonly chunks: readonly string[];
}

/** The progress of a step's items, as the field `i:<step>` has it: `total|next|left|failed`. */
export interface ItemCounts {
  readonly total: number;
  /** The first item that no lane has taken. */
  readonly next: number;
  /** How many items have no outcome. */
  readonly left: number;
  readonly failed: number;
}

/** Throws a `TypeError` if the text is anything else. */
export function parseItemCounts(text: string): ItemCounts {
  if (!COUNTS.test(text))
    throw new TypeError(`The progress of items should be four counts, and is "${text}"`);
  const [total = 0, next = 0, left = 0, failed = 0] = text.split('|').map(Number);
  return { total, next, left, failed };
}

const COUNTS = /^\d+(?:\|\d+){3}$/;
