import type { AgentFigures } from '@ag06/contracts/tuning';

/** The median has to change by this factor to change deadlines that nobody has declared. */
const FACTOR = 2;
/** To find it, the minute's durations are merged, which is work. */
const EVERY_MS = 5_000;
const ATTEMPTS_MIN = 20;

/** The median duration of an agent's attempts. It changes only if durations do by much, because deadlines follow it. */
export class TypicalDuration {
  #medianS: number | undefined;
  #soughtAt = 0;

  /** @returns seconds; undefined: not known yet */
  at(now: number, toFigures: () => Pick<AgentFigures, 'windows'>): number | undefined {
    if (now < this.#soughtAt + EVERY_MS) return this.#medianS;
    this.#soughtAt = now;
    const [recent] = toFigures().windows;
    const ms = recent === undefined || recent.attempts < ATTEMPTS_MIN ? null : recent.duration.p50Ms;
    if (ms !== null) this.#take(ms / 1_000);
    return this.#medianS;
  }

  #take(medianS: number): void {
    const ratio = medianS / (this.#medianS ?? medianS);
    if (this.#medianS === undefined || ratio > FACTOR || ratio < 1 / FACTOR) this.#medianS = medianS;
  }
}
