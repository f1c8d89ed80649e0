import type { ObjectSource, ObjectStore } from './object-store.ts';

/** Whether an object has the bytes of a source; undefined if it does not exist. Neither is in memory as a whole. */
export async function isEqual(
  objects: Pick<ObjectStore, 'read'>,
  key: string,
  source: ObjectSource,
): Promise<boolean | undefined> {
  let from = 0;
  for await (const piece of source.read()) {
    const part = await objects.read(key, { from, length: piece.length });
    if (part === undefined) return undefined;
    if (!part.equals(piece)) return false;
    from += piece.length;
  }
  const rest = await objects.read(key, { from, length: 1 });
  return rest && rest.length === 0;
}
