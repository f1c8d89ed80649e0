import type { Slots } from '@ag06/resilience';

interface SlotUse {
  readonly used: number;
  readonly limit: number;
}

/** Returns the slots of the agent with the smallest free share. */
export function findFullest(slots: readonly Pick<Slots, 'inUse' | 'limit'>[]): SlotUse {
  const uses = slots.map(({ inUse, limit }) => ({ used: inUse, limit }));
  return uses.reduce((fullest, one) => (toShare(one) > toShare(fullest) ? one : fullest), {
    used: 0,
    limit: uses[0]?.limit ?? 0,
  });
}

const toShare = ({ used, limit }: SlotUse): number => (limit === 0 ? 0 : used / limit);
