import type { Release } from '@ag06/resilience';
import type { Parts } from '../parts.ts';
import type { RatePermit } from './rate-gate.ts';

/** A slot for the step of a job, and the permit to begin it if its agent has a rate. */
export interface Place {
  readonly release: Release;
  readonly permit: RatePermit | undefined;
}

/**
 * Waits for a permit, until the buffer of results has room, and for a slot, in this order: who waits for a permit holds no slot.
 * Returns none if the worker begins to stop meanwhile.
 */
export async function takePlace(
  { rates, results, slots, draining }: Pick<Parts, 'rates' | 'results' | 'slots' | 'draining'>,
  agent: string,
): Promise<Place | undefined> {
  const permitted = rates.take(agent, draining);
  let permit: RatePermit | undefined;
  try {
    permit = permitted && (await permitted);
    for (;;) {
      if (results.isFull) await results.untilRoom(draining);
      const release = await slots.get(agent)?.acquire(draining);
      if (release === undefined) break;
      if (!results.isFull) return { release, permit };
      release();
    }
  } catch {
    // The worker begins to stop.
  }
  permit?.giveBack();
  return undefined;
}
