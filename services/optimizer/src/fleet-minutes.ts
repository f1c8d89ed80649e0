import { setImmediate } from 'node:timers/promises';
import { MINUTES_KEPT, type MinuteFigures } from '@ag06/contracts/tuning';
import type { FleetKnowledge } from './fleet-knowledge.ts';

const MINUTE_MS = 60_000;

/** The minutes of the last hour that are over, of all agents together. Each is counted once. */
export class FleetMinutes {
  readonly #knowledge: Pick<FleetKnowledge, 'minute'>;
  #minutes: readonly MinuteFigures[] = [];
  /** The first minute that is not counted, from 1970. */
  #next = 0;

  constructor(knowledge: Pick<FleetKnowledge, 'minute'>) {
    this.#knowledge = knowledge;
  }

  /** In the order of time. Those without attempts are left out. Another list once one was added. */
  get minutes(): readonly MinuteFigures[] {
    return this.#minutes;
  }

  /**
   * Counts the minutes that are over: one a minute, and of a leader that begins those of the hour before, too.
   *
   * @param readUpTo all samples until then are known, in milliseconds since 1970
   */
  async count(readUpTo: number): Promise<void> {
    const present = Math.floor(readUpTo / MINUTE_MS);
    const oldest = present - MINUTES_KEPT;
    for (let minute = Math.max(this.#next, oldest); minute < present; minute++) {
      const figures = this.#knowledge.minute(minute);
      this.#next = minute + 1;
      if (figures === undefined) continue;
      this.#minutes = [...this.#minutes.filter(({ at }) => at >= oldest * MINUTE_MS), figures];
      // The slices of many agents take a while.
      await setImmediate();
    }
  }
}
