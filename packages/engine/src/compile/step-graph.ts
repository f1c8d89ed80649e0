/** Which steps need which: `needs` holds existing steps only. */
export type StepGraph = ReadonlyMap<string, readonly string[]>;

export function findDependants(graph: StepGraph): ReadonlyMap<string, readonly string[]> {
  const dependants = new Map<string, string[]>();
  for (const id of graph.keys()) dependants.set(id, []);
  for (const [id, needs] of graph) for (const need of needs) dependants.get(need)?.push(id);
  return dependants;
}

/** Every step that a step waits for, directly or not. */
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
 * Cycles, each as the list of its steps in the order of `needs`; empty if there are none. Takes away what can be
 * ordered (Kahn); whatever remains leads into a cycle, which walking along `needs` finds.
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

/** The steps that are on a cycle or wait for one. */
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

/** Follows the first need that remains until a step comes again: a new cycle, or a way that is settled already. */
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
