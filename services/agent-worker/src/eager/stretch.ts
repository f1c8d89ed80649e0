import type { PlanStep } from '@ag06/engine';
import { priorityKeyOf, type RunContext } from '@ag06/runtime';
import type { Environment } from '../environment.ts';
import type { Reservations } from './reservations.ts';

/** A chain of eager steps goes back to the queue after so many steps, or so long; a lane after so many items. */
const STEPS_MAX = 16;
const ITEMS_MAX = 64;
const STRETCH_MS = 5_000;

type Target = Pick<PlanStep, 'agent' | 'priority'>;

/** How far one job goes on by itself: only while it harms nobody, and with a slot of the target agent. */
export class Stretch {
  readonly #env: Environment;
  readonly #startedAt = performance.now();
  #steps = 0;
  #items = 0;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** A step, or an item of a lane, begins; answers whether it is the first one, for which the job was on its queue. */
  count(isItem: boolean): boolean {
    if (isItem) this.#items++;
    else this.#steps++;
    return this.#steps + this.#items === 1;
  }

  /** Promises a slot for one more step. */
  reserveStep(context: RunContext, step: Target, reserved: Reservations): boolean {
    return this.#steps < STEPS_MAX && this.#reserve(context, step, reserved);
  }

  /** Promises the slot in which a lane goes on with its next item. */
  reserveItem(context: RunContext, step: Target, reserved: Reservations): boolean {
    return this.#items < ITEMS_MAX && this.#reserve(context, step, reserved);
  }

  #reserve(context: RunContext, step: Target, reserved: Reservations): boolean {
    const env = this.#env;
    const { agent } = step;
    if (!env.eager || env.draining.aborted || env.gate.isClosed || !env.agents.has(agent)) return false;
    if (performance.now() - this.#startedAt > STRETCH_MS) return false;
    if (!env.urgency.allows(agent, priorityKeyOf(context, step, env.epoch()))) return false;
    return reserved.reserve(agent, env.slots.get(agent));
  }
}
