import type { Plan } from '@ag06/engine';
import type { FleetStore } from '@ag06/store';
import type { Logger } from 'pino';

/** How often the agents of a frequently started workflow are recorded again. */
const NOTED_FOR_MS = 10 * 60_000;

/**
 * Tells the fleet which agents runs refer to. Otherwise nobody would look at the queue of an agent that no worker has
 * ever served, or whose name is misspelt.
 */
export class WantedAgents {
  readonly #fleet: Pick<FleetStore, 'noteAgents'>;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #notedAt = new WeakMap<Plan, number>();

  constructor(fleet: Pick<FleetStore, 'noteAgents'>, log: Pick<Logger, 'warn'>) {
    this.#fleet = fleet;
    this.#log = log;
  }

  /** Works in the background: no submission waits for it or fails because of it. */
  note(plan: Plan): void {
    const now = performance.now();
    if (now - (this.#notedAt.get(plan) ?? Number.NEGATIVE_INFINITY) < NOTED_FOR_MS) return;
    this.#notedAt.set(plan, now);
    this.#fleet.noteAgents(plan.agents).catch((error: unknown) => {
      this.#notedAt.delete(plan);
      this.#log.warn(
        { err: error, workflow: plan.name },
        'Its agents could not be noted; the next run tries again.',
      );
    });
  }
}
