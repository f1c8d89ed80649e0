import type { Release } from '@ag06/resilience';

/** Of the attempts that run: more second calls would feed an overload. */
const SHARE_MAX = 0.2;
const LEAST = 3;

/** How many second calls of each agent run in this worker. */
export class HedgeBudget {
  readonly #running = new Map<string, number>();

  /** Returns undefined if too many run for this many attempts. */
  enter(agent: string, inflight: number): Release | undefined {
    const running = this.#running.get(agent) ?? 0;
    if (running >= Math.max(LEAST, Math.floor(inflight * SHARE_MAX))) return undefined;
    this.#running.set(agent, running + 1);
    return () => this.#running.set(agent, (this.#running.get(agent) ?? 1) - 1);
  }
}
