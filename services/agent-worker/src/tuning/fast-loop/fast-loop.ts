import { Brake } from './brake.ts';
import { BusyCap } from './busy-cap.ts';
import { MemoryCap } from './memory-cap.ts';
import { RateBackOff } from './rate-back-off.ts';
import type { Second } from './second.ts';

/** Why a worker runs fewer attempts of an agent at a time than it was told to. */
const CAUTIONS = ['latency', 'rate', 'event-loop', 'cpu', 'memory'] as const;
export type Caution = (typeof CAUTIONS)[number];

interface SafeLimit {
  /** From 0 to the published limit. */
  readonly limit: number;
  readonly because: readonly Caution[];
}

/**
 * The fast loop of one agent in one worker: from what it saw in the last second, how many attempts may run at a time. It only
 * lowers the published limit, and asks nobody, so it works without an optimizer and without a store. (Design, sections 1 and 5.)
 *
 * The latency brake and the caps by event loop and CPU act on published limits alone, and the latter take back only what was
 * raised above the worker's own limit: a worker that nobody tunes does as it is told.
 */
export class FastLoop {
  readonly #brake = new Brake();
  readonly #rate = new RateBackOff();
  readonly #memory = new MemoryCap();
  readonly #loop = new BusyCap();
  readonly #cpu = new BusyCap();

  /** To be called once a second. */
  step(second: Second): SafeLimit {
    const { published, own, isPublished, loopShare, cpuShare } = second;
    const least = Math.min(published, own);
    const caps: readonly (readonly [Caution, number])[] = [
      ['latency', isPublished ? this.#brake.step(second) : published],
      ['rate', this.#rate.step(second)],
      ['event-loop', Math.max(this.#loop.step(loopShare, second), least)],
      ['cpu', Math.max(this.#cpu.step(cpuShare, second), least)],
      ['memory', this.#memory.step(second)],
    ];
    const lowering = caps.filter(([, cap]) => Math.floor(cap) < published);
    const limit = Math.floor(Math.min(published, ...lowering.map(([, cap]) => cap)));
    return { limit: Math.max(0, limit), because: lowering.map(([caution]) => caution) };
  }
}
