import type { Priority } from '@ag06/contracts';
import type { FlowNode } from './flow-node.ts';

const RANKS: readonly Priority[] = ['high', 'normal', 'low', 'bulk'];

/**
 * Returns the priority of a step for each priority number of a flow: BullMQ knows an order of numbers, a fleet five classes.
 * The smallest number of the flow is `high`. Empty if all are the same, since nothing then orders the jobs of the flow.
 */
export function rankPriorities(root: FlowNode): ReadonlyMap<number, Priority> {
  const numbers = new Set<number>();
  const visit = (node: FlowNode): void => {
    numbers.add(priorityOf(node));
    for (const child of node.children) visit(child);
  };
  visit(root);
  if (numbers.size < 2) return new Map();
  const sorted = [...numbers].sort((a, b) => a - b);
  return new Map(sorted.map((number, rank) => [number, RANKS[Math.min(rank, RANKS.length - 1)] ?? 'bulk']));
}

/** 0: before all that have one. */
export const priorityOf = ({ opts: { priority } }: FlowNode): number =>
  typeof priority === 'number' ? priority : 0;
