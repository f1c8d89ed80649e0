import { PRIORITIES, toPriorityKey, toPriorityOffsetMs } from '@ag06/contracts';
import type { Parts } from '../parts.ts';

/** By the fleet's own offsets: what was set back by no more is soon overtaken by nobody. */
const HARMLESS_MS = toPriorityOffsetMs('bulk', undefined);
/** Activations that are sent while the keys are lowered may be counted from a later moment. */
const SLACK_SECONDS = 60;
/** Other processes may follow a setting a little later. */
const PASSES = 2;
const LEVELS = PRIORITIES.length - 1;

type Needs = Pick<Parts, 'store' | 'broker' | 'tuning'>;

/**
 * Looks after activations that wait under a long ageing when their queue gets a shorter one, or none because the optimizer is
 * gone: what was set back by days would wait behind all that comes. Such keys are lowered level by level, and then count from
 * about the start of their run. Every dispatcher does it; what one has lowered is not lowered again.
 */
export class ShorterAgeing {
  readonly #parts: Needs;
  /** By how much the least urgent step is set back as far as is known, where that is long. */
  readonly #setBackMs = new Map<string, number>();
  readonly #passesLeft = new Map<string, { readonly levelMs: number; readonly passes: number }>();

  constructor(parts: Needs) {
    this.#parts = parts;
  }

  /** To be called whenever the settings were read. */
  note(): void {
    const { published } = this.#parts.tuning;
    for (const agent of new Set([...this.#setBackMs.keys(), ...published.agentsWith('ageingMs')]))
      this.#compare(agent, toPriorityOffsetMs('bulk', published.find(agent, 'ageingMs')));
  }

  /** To be called every few seconds, but less often than processes follow the settings. */
  async look(): Promise<void> {
    this.note();
    for (const agent of this.#passesLeft.keys()) await this.#lower(agent);
  }

  #compare(agent: string, setBackMs: number): void {
    const before = this.#setBackMs.get(agent);
    if (before !== undefined && setBackMs < before)
      this.#passesLeft.set(agent, { levelMs: before / LEVELS, passes: PASSES });
    if (setBackMs > HARMLESS_MS) this.#setBackMs.set(agent, setBackMs);
    else this.#setBackMs.delete(agent);
  }

  async #lower(agent: string): Promise<void> {
    const { broker, store, tuning } = this.#parts;
    const { levelMs, passes } = this.#passesLeft.get(agent) ?? { levelMs: 0, passes: 0 };
    const [now, epoch] = await Promise.all([store.runs.now(), store.fleet.loadEpoch()]);
    const latest = toPriorityKey(now, 'bulk', epoch, tuning.published.find(agent, 'ageingMs'));
    for (let level = 0; level < LEVELS; level++)
      await broker.rebasePriorities([agent], Math.ceil(levelMs / 1000), latest + SLACK_SECONDS);
    if (passes > 1) this.#passesLeft.set(agent, { levelMs, passes: passes - 1 });
    else this.#passesLeft.delete(agent);
  }
}
