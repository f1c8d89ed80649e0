import { type GroupDeadLetterListView, toRfc3339 } from '@ag06/contracts';
import type { DeadEvent, GroupName, GroupStore } from '@ag06/store';
import { describeStreamEvent } from './describe-stream.ts';
import { showGroup } from './groups.ts';

/** Lists the dead letters of a group by position. Throws `Refusal` GROUP_UNKNOWN. */
export async function listGroupDeadLetters(
  groups: Pick<GroupStore, 'listDead' | 'describe'>,
  name: GroupName,
  after: number,
  limit: number,
): Promise<GroupDeadLetterListView> {
  const found = await groups.listDead(name, after, limit + 1);
  if (found.length === 0) await showGroup(groups, name);
  const items = found.slice(0, limit).map(describeDeadLetter);
  const last = items.at(-1)?.position;
  // A page may be short because of its bytes.
  const hasMore =
    last !== undefined && (found.length > limit || (await groups.listDead(name, last, 1)).length > 0);
  const next = hasMore ? last : undefined;
  return { items, ...(next !== undefined && { next }) };
}

/** Moves dead letters as `move` does, and returns those that it found. Throws `Refusal` GROUP_UNKNOWN. */
export async function moveDeadLetters(
  groups: Pick<GroupStore, 'describe'>,
  name: GroupName,
  move: () => Promise<readonly number[]>,
): Promise<{ readonly positions: number[] }> {
  const positions = [...(await move())];
  if (positions.length === 0) await showGroup(groups, name);
  return { positions };
}

function describeDeadLetter({ position, at, deliveries, consumer, reason, event }: DeadEvent) {
  return {
    position,
    at: toRfc3339(at),
    deliveries,
    consumer,
    reason,
    ...(event !== undefined && { event: describeStreamEvent(event) }),
  };
}
