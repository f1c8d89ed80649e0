/**
 * An evaluated list. `chunks`: JSON texts of `ITEMS_PER_CHUNK` items each (the last may have fewer), one item per line.
 */
export interface ItemList {
  readonly total: number;
  readonly chunks: readonly string[];
}

/**
 * The items that a step does again after a retry of its run, in the order of the list. `chunks`: their numbers, one per line.
 * The last of them is in the place of the list's last item, and so on, so that a lane finds them as it finds items: the
 * first chunk is the one of place `total - left`, and its lines before that place are empty.
 */
export interface ItemsLeft {
  readonly left: number;
  readonly chunks: readonly string[];
  /** Those of them that have an outcome, which no longer counts. */
  readonly dropped: readonly number[];
}

/**
 * The progress of a step's items, as the field `i:<step>` has it: `total|next|left|failed`, and `|1` if it does some of
 * them again (`ItemsLeft`).
 */
export interface ItemCounts {
  readonly total: number;
  /** The first place that no lane has taken: the number of its item, unless items are done again. */
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

const COUNTS = /^\d+(?:\|\d+){3}(?:\|1)?$/;
