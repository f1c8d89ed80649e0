const RECOVERY = 1.1;

/** Returns the cap a second after its cause has gone: a tenth higher, and no cap once it reaches the published limit. */
export function recover(cap: number, published: number): number {
  const next = Math.max(cap * RECOVERY, cap + 1);
  return next >= published ? Number.POSITIVE_INFINITY : next;
}
