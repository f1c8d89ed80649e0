/** The dependencies of each step. They only name existing steps. */
export type StepGraph = ReadonlyMap<string, readonly string[]>;

export function findDependants(graph: StepGraph): ReadonlyMap<string, readonly string[]> {
  const dependants = new Map<string, string[]>();
  for (const id of graph.keys()) dependants.set(id, []);
  for (const [id, needs] of graph) for (const need of needs) dependants.get(need)?.push(id);
  return dependants;
}

/** All direct and indirect dependencies of a step. */
export function findAncestors(graph: StepGraph, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(graph.get(id) ?? [])];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (found.has(step)) continue;
    found.add(step);
    open.push(...(graph.get(step) ?? []));
  }
  return found;
}

/**
 * Finds the cycles, each as the list of its steps in the order of `needs`. Removes the steps that can be ordered (Kahn's
 * algorithm). Every remaining step leads into a cycle, which a walk along `needs` finds.
 */
export function findCycles(graph: StepGraph): readonly (readonly string[])[] {
  const remaining = takeOrderable(graph);
  const settled = new Set<string>();
  const cycles: string[][] = [];
  for (const start of remaining) {
    const cycle = walkToCycle(graph, remaining, settled, start);
    if (cycle !== undefined) cycles.push(cycle);
  }
  return cycles;
}

/** The steps that are on a cycle or depend on one. */
function takeOrderable(graph: StepGraph): ReadonlySet<string> {
  const dependants = findDependants(graph);
  const missing = new Map([...graph].map(([id, needs]) => [id, needs.length]));
  const ready = [...missing].filter(([, count]) => count === 0).map(([id]) => id);
  const remaining = new Set(graph.keys());
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    remaining.delete(id);
    for (const dependant of dependants.get(id) ?? []) {
      const left = (missing.get(dependant) ?? 0) - 1;
      missing.set(dependant, left);
      if (left === 0) ready.push(dependant);
    }
  }
  return remaining;
}

/** Follows the first remaining dependency until a step repeats: a new cycle, or a path that was walked before. */
function walkToCycle(
  graph: StepGraph,
  remaining: ReadonlySet<string>,
  settled: Set<string>,
  start: string,
): string[] | undefined {
  const way: string[] = [];
  const onWay = new Set<string>();
  let current: string | undefined = start;
  while (current !== undefined && !settled.has(current) && !onWay.has(current)) {
    way.push(current);
    onWay.add(current);
    current = graph.get(current)?.find((need) => remaining.has(need));
  }
  for (const id of way) settled.add(id);
  return current !== undefined && onWay.has(current) ? way.slice(way.indexOf(current)) : undefined;
}
