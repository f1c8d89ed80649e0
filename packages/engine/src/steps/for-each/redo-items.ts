import { ITEMS_PER_CHUNK } from '@ag06/contracts';
import type { CollectedItems, Decision } from '../../decide/decision.ts';
import { type ListPlanStep, readsOfLanes } from './lanes-of.ts';

type Incomplete = Extract<CollectedItems, { status: 'incomplete' }>;

/** Does the items again that have no output, in as many lanes as may run at a time. */
export function redoItems(step: ListPlanStep, { total, left, dropped }: Incomplete): Decision {
  return {
    change: {
      to: 'redone',
      items: { left: left.length, chunks: toChunks(total, left), dropped },
      lanes: Math.min(step.concurrency, left.length),
      first: step.kind === 'children' ? 'evaluate' : 'claim',
      reads: readsOfLanes(step),
    },
    next: [],
    end: undefined,
  };
}

/** As `ItemsLeft` wants them: they take the last places of the list. */
function toChunks(total: number, left: readonly number[]): string[] {
  const before = (total - left.length) % ITEMS_PER_CHUNK;
  const lines = [...Array.from({ length: before }, () => ''), ...left.map(String)];
  const chunks: string[] = [];
  for (let from = 0; from < lines.length; from += ITEMS_PER_CHUNK)
    chunks.push(lines.slice(from, from + ITEMS_PER_CHUNK).join('\n'));
  return chunks;
}
