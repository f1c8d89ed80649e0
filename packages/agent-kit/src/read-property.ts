/** Returns a property of any thrown value; undefined if it has none, or if reading it throws. */
export function readProperty(value: unknown, property: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return Reflect.get(value, property);
  } catch {
    return undefined;
  }
}
