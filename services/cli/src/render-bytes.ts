const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Renders a size in the largest unit of which it has one: `98 B`, `1.2 MB`. */
export function renderBytes(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1_000 && unit < UNITS.length - 1) [size, unit] = [size / 1_000, unit + 1];
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}
