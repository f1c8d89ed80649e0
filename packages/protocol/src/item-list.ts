/** An evaluated list. `chunks`: the JSON texts of `ITEMS_PER_CHUNK` items each (the last may have fewer), one a line. */
export interface ItemList {
  readonly total: number;
  readonly chunks: readonly string[];
}

/** How far the items of a step are, as the field `i:<step>` tells it: `total|next|left|failed`. */
export interface ItemCounts {
  readonly total: number;
  /** The first that no lane has taken. */
  readonly next: number;
  /** Items without an outcome. */
  readonly left: number;
  readonly failed: number;
}

export function parseItemCounts(text: string): ItemCounts {
  const [total = 0, next = 0, left = 0, failed = 0] = text.split('|').map(Number);
  return { total, next, left, failed };
}
