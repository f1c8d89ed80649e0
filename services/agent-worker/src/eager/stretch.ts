import type { CallingStep } from '@ag06/engine';
import { priorityKeyOf, type RunContext } from '@ag06/runtime';
import type { Parts } from '../parts.ts';

/** The most eager steps, time, and items of a lane before a job goes back to its queue. */
const STEPS_MAX = 16;
const ITEMS_MAX = 64;
const STRETCH_MS = 5_000;

type Target = Pick<CallingStep, 'agent' | 'priority'>;

/** Bounds how far one job goes on by itself, so that it does not harm others. */
export class Stretch {
  readonly #parts: Parts;
  readonly #startedAt = performance.now();
  #steps = 0;
  #items = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Counts a step or item that begins. Returns whether it is the first, for which the job was on its queue. */
  count(isItem: boolean): boolean {
    if (isItem) this.#items++;
    else this.#steps++;
    return this.#steps + this.#items === 1;
  }

  /** Whether the job may go on with one more step, or a lane with its next item. */
  allows(context: RunContext, step: Target, isItem: boolean): boolean {
    if (isItem ? this.#items >= ITEMS_MAX : this.#steps >= STEPS_MAX) return false;
    const parts = this.#parts;
    const { agent } = step;
    if (!parts.eager || parts.draining.aborted || parts.gate.isClosed || !parts.agents.has(agent))
      return false;
    if (performance.now() - this.#startedAt > STRETCH_MS) return false;
    return parts.urgency.allows(agent, priorityKeyOf(context, step, parts.order));
  }
}
