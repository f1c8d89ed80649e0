import type { GroupStore } from '@ag06/store';

/** Finds the first position of a stream that a group still needs: one that it has not settled, or a dead letter of it. */
export async function findNeeded(
  groups: Pick<GroupStore, 'list' | 'listDead'>,
  tenant: string,
  stream: string,
): Promise<number> {
  const needed = [Number.POSITIVE_INFINITY];
  for (const { group, position, dead } of (await groups.list(tenant, stream)) ?? []) {
    needed.push(position + 1);
    const [letter] = dead === 0 ? [] : await groups.listDead({ tenant, stream, group }, 0, 1);
    if (letter !== undefined) needed.push(letter.position);
  }
  return Math.min(...needed);
}
