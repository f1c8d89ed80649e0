/** Rows of a table that does not have the focus, before the one that has it grows. */
const MODEST = 3;

/**
 * Shares lines among tables: each takes one for its headings and one for each row. The table at `focus` comes first, and
 * gets what the others leave. Returns rows for each; undefined for a table that has no room.
 */
export function placeTables(
  room: number,
  needs: readonly number[],
  focus: number,
): readonly (number | undefined)[] {
  const rows: (number | undefined)[] = needs.map(() => undefined);
  let left = room;
  const order = [focus, ...[...needs.keys()].filter((i) => i !== focus)];
  for (const i of order) {
    if (left < 2) break;
    rows[i] = 1;
    left -= 2;
  }
  const grow = (i: number, most: number) => {
    const had = rows[i];
    if (had === undefined) return;
    const more = Math.max(0, Math.min(left, most - had));
    rows[i] = had + more;
    left -= more;
  };
  for (const i of order.slice(1)) grow(i, Math.min(MODEST, needs[i] ?? 0));
  for (const i of order) grow(i, needs[i] ?? 0);
  return rows;
}
