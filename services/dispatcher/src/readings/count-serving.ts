interface Serving {
  readonly agents: readonly string[];
}

/** Counts by agent the workers that serve it. Looks at each worker once, however many agents are asked for then. */
export function countServing(workers: Iterable<Serving>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { agents } of workers)
    for (const agent of new Set(agents)) counts.set(agent, (counts.get(agent) ?? 0) + 1);
  return counts;
}
