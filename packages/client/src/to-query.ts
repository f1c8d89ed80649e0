type Value = string | number | Date | undefined | readonly string[];

/** Returns `?…` from the given values: lists repeat their name, times are RFC 3339. Empty if there are none. */
export function toQuery(parameters: Readonly<Record<string, Value>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (value instanceof Date) query.set(name, value.toISOString());
    else if (typeof value === 'object') for (const one of value) query.append(name, one);
    else query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}
