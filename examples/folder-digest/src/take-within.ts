/** The longest beginning of a list that has at most `maxItems` items and `maxBytes` of JSON text. */
export function takeWithin<T>(items: readonly T[], maxItems: number, maxBytes: number): T[] {
  const taken: T[] = [];
  let bytes = 2;
  for (const item of items.slice(0, maxItems)) {
    bytes += toJsonBytes(item) + 1;
    if (bytes > maxBytes) break;
    taken.push(item);
  }
  return taken;
}

/** Bytes of a value as JSON text in UTF-8. */
export function toJsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
