import { toRowsWindow } from '../parts/rows-window.ts';

interface VirtualWindow {
  /** The first row that is seen, and the last. */
  readonly first: number;
  readonly last: number;
  /** The first row that is in the page, and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/** Returns which of `count` rows of one height are seen in a box of this height, scrolled by this much. All in pixels. */
export function toVirtualWindow(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): VirtualWindow {
  const top = Math.max(0, Math.min(scrollTop, count * rowHeight - height));
  const first = Math.floor(top / rowHeight);
  const last = Math.max(first, Math.ceil((top + height) / rowHeight) - 1);
  const { first: from, end: to } = toRowsWindow(top, height, rowHeight, count);
  return { first, last, from, to };
}

/** Returns how far to scroll so that a row is seen whole; unchanged if it is. */
export function toScrollTop(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}
