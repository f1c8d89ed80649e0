import type { CallingStep } from '@ag06/engine';
import { priorityKeyOf, type RunContext } from '@ag06/runtime';
import type { Parts } from '../parts.ts';

/** A chain of eager steps goes back to the queue after so many steps, or so long; a lane after so many items. */
const STEPS_MAX = 16;
const ITEMS_MAX = 64;
const STRETCH_MS = 5_000;

type Target = Pick<CallingStep, 'agent' | 'priority'>;

/** How far one job goes on by itself: only while it harms nobody. */
export class Stretch {
  readonly #parts: Parts;
  readonly #startedAt = performance.now();
  #steps = 0;
  #items = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A step, or an item of a lane, begins; answers whether it is the first one, for which the job was on its queue. */
  count(isItem: boolean): boolean {
    if (isItem) this.#items++;
    else this.#steps++;
    return this.#steps + this.#items === 1;
  }

  /** Whether it may go on with one more step, or a lane with its next item. */
  allows(context: RunContext, step: Target, isItem: boolean): boolean {
    if (isItem ? this.#items >= ITEMS_MAX : this.#steps >= STEPS_MAX) return false;
    const parts = this.#parts;
    const { agent } = step;
    if (!parts.eager || parts.draining.aborted || parts.gate.isClosed || !parts.agents.has(agent))
      return false;
    if (performance.now() - this.#startedAt > STRETCH_MS) return false;
    return parts.urgency.allows(agent, priorityKeyOf(context, step, parts.epoch()));
  }
}
