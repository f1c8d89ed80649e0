import type { Demand } from './demand.ts';
import { findNeed, type Need, type NeedReason } from './needed-workers.ts';
import type { NeedsLately } from './needs-lately.ts';

/** Bounds and times that an autoscaler, or a person, gives. */
export interface ScaleTerms {
  /** 0: the last worker may stop while nothing comes. */
  readonly min: number;
  readonly max: number;
  /** From the decision to start a worker until it takes work. */
  readonly bootMs: number;
  /** Workers stop when they were not needed for this long. */
  readonly coolDownMs: number;
}

/** A published number of workers, and who decided it. */
export interface PublishedWorkers {
  readonly workers: number;
  readonly by: 'person' | 'optimizer';
}

/** `person`, `optimizer`: their setting. `cool-down`: more were needed a moment ago. `min`, `max`: the bounds. */
type WantReason = NeedReason | 'person' | 'optimizer' | 'cool-down' | 'min' | 'max';

/** How many workers an agent should have. */
export interface Want {
  readonly workers: number;
  readonly why: WantReason;
  readonly need: Need;
}

/**
 * Decides how many workers an agent should have. Up at once; down only when fewer were enough for the whole cool-down.
 *
 * @param published undefined if there is none in force. A person's number stands; the optimizer's is one that its forecast needs: fewer
 *   are not wanted, and more if the counters say so.
 */
export function wantWorkers(
  demand: Demand,
  lately: NeedsLately,
  terms: ScaleTerms,
  published: PublishedWorkers | undefined,
): Want {
  const need = findNeed(demand, terms.bootMs);
  const most = Math.max(need.workers, lately.most(demand.at - terms.coolDownMs));
  const free = choose(need, most, published);
  const workers = Math.min(Math.max(free.workers, terms.min), terms.max);
  const why = workers > free.workers ? 'min' : workers < free.workers ? 'max' : free.why;
  return { workers, why, need };
}

function choose(
  need: Need,
  most: number,
  published: PublishedWorkers | undefined,
): Pick<Want, 'workers' | 'why'> {
  if (published?.by === 'person') return { workers: published.workers, why: 'person' };
  // With nothing to do for a whole cool-down a forecast keeps no worker.
  if (published !== undefined && published.workers > most && most > 0)
    return { workers: published.workers, why: 'optimizer' };
  if (most > need.workers) return { workers: most, why: 'cool-down' };
  return { workers: need.workers, why: need.why };
}
