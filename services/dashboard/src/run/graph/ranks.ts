/** What a layout needs of a step. */
export interface Vertex {
  readonly id: string;
  readonly needs: readonly string[];
}

/** Returns the column of each step: one behind the last one that it needs. Steps that need each other in a circle begin at 0. */
export function toRanks(vertices: readonly Vertex[]): ReadonlyMap<string, number> {
  const behind = new Map<string, string[]>(vertices.map(({ id }) => [id, []]));
  const open = new Map(vertices.map(({ id, needs }) => [id, needs.length]));
  for (const { id, needs } of vertices) for (const need of needs) behind.get(need)?.push(id);
  const ranks = new Map(vertices.map(({ id }) => [id, 0]));
  const queue = vertices.filter(({ needs }) => needs.length === 0).map(({ id }) => id);
  for (let at = 0; at < queue.length; at++) {
    const id = queue[at] ?? '';
    const next = (ranks.get(id) ?? 0) + 1;
    for (const other of behind.get(id) ?? []) {
      ranks.set(other, Math.max(ranks.get(other) ?? 0, next));
      const left = (open.get(other) ?? 0) - 1;
      open.set(other, left);
      if (left === 0) queue.push(other);
    }
  }
  return ranks;
}
