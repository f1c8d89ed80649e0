import { type DecimalPath, DIGITS, ROOT_SYMBOLS } from './decimal-path.ts';

/** The end of a range. */
export interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

/** A part of the tree: one path alone, or all that continue it. */
export interface Part {
  readonly path: DecimalPath;
  readonly isOne: boolean;
}

/** The rest of a range's end below a path. */
interface End {
  readonly rest: DecimalPath;
  readonly inclusive: boolean;
}

/**
 * Returns disjoint parts of the tree that together are a range. Without an end, the range has no limit there. There are
 * about 20 parts for each digit of an end, and 50 at the root.
 */
export function coverRange(
  from: { readonly path: DecimalPath; readonly inclusive: boolean } | undefined,
  to: { readonly path: DecimalPath; readonly inclusive: boolean } | undefined,
): readonly Part[] {
  const parts: Part[] = [];
  const toEnd = (end: typeof from): End | undefined => end && { rest: end.path, inclusive: end.inclusive };
  coverBelow([], toEnd(from), toEnd(to), parts);
  return parts;
}

/** Adds the parts of a path and its continuations that are in the range. An undefined end does not cut here. */
function coverBelow(path: DecimalPath, from: End | undefined, to: End | undefined, parts: Part[]): void {
  if (isInside(path, from, to)) parts.push({ path, isOne: true });
  // All that continues a path lies behind an end that it is itself.
  if (to?.rest.length === 0) return;
  const [first = 0, ...fromRest] = from?.rest ?? [];
  const isCutBelow = from !== undefined && from.rest.length > 0;
  if (!isCutBelow && to === undefined && path.length > 0) {
    parts.push({ path, isOne: false });
    return;
  }
  const [last = (path.length === 0 ? ROOT_SYMBOLS : DIGITS) - 1, ...toRest] = to?.rest ?? [];
  for (let symbol = first; symbol <= last; symbol++) {
    const nextFrom = isCutBelow && symbol === first ? { ...from, rest: fromRest } : undefined;
    const nextTo = to !== undefined && symbol === last ? { ...to, rest: toRest } : undefined;
    coverBelow([...path, symbol], nextFrom, nextTo, parts);
  }
}

/** Whether the path itself is in the range and can be the path of a number. */
function isInside(path: DecimalPath, from: End | undefined, to: End | undefined): boolean {
  if (path.length < 2 || path.at(-1) === 0) return false;
  if (from !== undefined && (from.rest.length > 0 || !from.inclusive)) return false;
  return to === undefined || to.rest.length > 0 || to.inclusive;
}
