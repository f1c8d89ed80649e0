/** The rows of a long list that are drawn: those in view, and some around them. */
export interface RowsWindow {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

const AROUND = 8;

/** All in pixels, but `count`. */
export function toRowsWindow(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): RowsWindow {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - AROUND);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + AROUND);
  return { first, end: Math.max(first, end) };
}
