const DAY_MS = 24 * 3600 * 1000;

/**
 * The wall clock of a time zone. A local time is given as the milliseconds since 1970 at which a clock in UTC shows the
 * same.
 */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat;

  /** Throws `RangeError` for a zone that the runtime does not know. */
  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Returns the local time at an instant, in whole seconds. */
  read(instant: number): number {
    const field: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(instant)) field[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = field;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /**
   * Returns the first instant at which the clock shows `local`. If it skips `local`, returns the first instant with a
   * later local time.
   */
  toInstant(local: number): number {
    const [before, after] = [this.#offset(local - DAY_MS), this.#offset(local + DAY_MS)];
    const [early, late] = [local - Math.max(before, after), local - Math.min(before, after)];
    if (this.read(early) === local) return early;
    if (this.read(late) === local) return late;
    return this.#findChange(early, late, local);
  }

  /** Returns how many milliseconds the clock is ahead of UTC. */
  #offset(instant: number): number {
    return this.read(instant) - Math.floor(instant / 1000) * 1000;
  }

  /** Returns the instant between two others at which the clock jumps over `local`, by bisection. */
  #findChange(from: number, to: number, local: number): number {
    let [low, high] = [Math.floor(from / 1000), Math.ceil(to / 1000)];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.read(middle * 1000) < local) low = middle;
      else high = middle;
    }
    return high * 1000;
  }
}
