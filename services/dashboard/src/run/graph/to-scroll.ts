/**
 * Returns how far a frame is scrolled so that a part of its content is in sight: as it is if it shows the part already, else with
 * the part in its middle. All in pixels.
 */
export function toScroll(
  { scroll, view }: { readonly scroll: number; readonly view: number },
  { start, size }: { readonly start: number; readonly size: number },
): number {
  if (start >= scroll && start + size <= scroll + view) return scroll;
  return Math.max(0, start + size / 2 - view / 2);
}
