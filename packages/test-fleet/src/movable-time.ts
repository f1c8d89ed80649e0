import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '@ag06/contracts';
import type { MemoryWakeups } from '@ag06/store';
import type { MemoryQueue } from './memory-queue.ts';

/** How long what is due at one moment may take before time goes on. A handler that runs for longer is overtaken. */
const SETTLES_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 2;
/** So many looks in a row find nothing at hand: what one process has just handed to another is in nobody's list. */
const QUIET_LOOKS = 3;
/** The most moments at which something is due in one call. */
const MOMENTS_MAX = 10_000;

interface MovableTimeOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Moves the clock to a moment, never back. */
  readonly move: (at: number) => Promise<void>;
  readonly wakeups: MemoryWakeups;
  readonly queues: ReadonlyMap<string, MemoryQueue>;
}

/** The time of a store and its queues in memory. It goes on by itself, and can be moved ahead. */
export class MovableTime {
  readonly #options: MovableTimeOptions;

  constructor(options: MovableTimeOptions) {
    this.#options = options;
  }

  /**
   * Moves time ahead, from one moment at which something is due to the next. At each it waits until what was due is done, so that what
   * follows from it (another timer, the next slot of a schedule) is due in its turn.
   *
   * @param onMoved called after each move: what looks at the clock from time to time has to look now
   * @throws Refusal ADVANCE_TOO_FAR after 10,000 moments
   */
  async advance(ms: number, onMoved: () => void): Promise<void> {
    const { now } = this.#options;
    await this.#settle(onMoved);
    const until = now() + ms;
    for (let moments = 0; moments < MOMENTS_MAX; moments++) {
      const next = Math.min(this.#nextDueAt() ?? until, until);
      await this.#moveTo(next, onMoved);
      await this.#settle(onMoved);
      if (next === until) return;
    }
    const message = `More than ${MOMENTS_MAX} timers were due on the way. Advance time in several calls.`;
    throw new Refusal(422, 'ADVANCE_TOO_FAR', message);
  }

  async #moveTo(at: number, onMoved: () => void): Promise<void> {
    const { move, queues } = this.#options;
    await move(at);
    for (const queue of queues.values()) queue.retime();
    onMoved();
  }

  /** Waits until nothing is at hand. What takes longer than it may is left behind. */
  async #settle(onLook: () => void): Promise<void> {
    const giveUpAt = performance.now() + SETTLES_WITHIN_MS;
    for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() < giveUpAt; ) {
      await delay(LOOK_EVERY_MS);
      quiet = this.#isBusy() ? 0 : quiet + 1;
      if (quiet === 0) onLook();
    }
  }

  #isBusy(): boolean {
    const { wakeups, queues } = this.#options;
    return wakeups.hasTimersAtHand() || [...queues.values()].some((queue) => queue.isBusy());
  }

  #nextDueAt(): number | undefined {
    const { wakeups, queues } = this.#options;
    const moments = [wakeups.nextTimerAt(), ...[...queues.values()].map((queue) => queue.nextDueAt())];
    const known = moments.filter((moment) => moment !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }
}
