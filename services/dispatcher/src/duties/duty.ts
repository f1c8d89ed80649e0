import type { Logger } from 'pino';

/** What a turn may answer: that there is more to do, and the next turn need not wait. */
export type DutyTurn = 'more' | undefined;

/** Repeated work that looks after the fleet; `act` may answer `DutyTurn`. Errors are logged, at most one a second. */
export class Duty {
  readonly name: string;
  readonly everyMs: number;
  readonly #act: () => Promise<unknown>;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #current: Promise<void> | undefined;
  #isRunning = false;
  #loggedAt = Number.NEGATIVE_INFINITY;
  #succeededAt = Number.NEGATIVE_INFINITY;
  #turnedAt = Number.NEGATIVE_INFINITY;

  constructor(name: string, everyMs: number, log: Logger, act: () => Promise<unknown>) {
    this.name = name;
    this.everyMs = everyMs;
    this.#log = log;
    this.#act = act;
  }

  /** `performance.now()` of the last time the work succeeded. */
  get succeededAt(): number {
    return this.#succeededAt;
  }

  /** `performance.now()` of the last time the work ended, well or not; at first, of its start. */
  get turnedAt(): number {
    return this.#turnedAt;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#turnedAt = performance.now();
    this.#schedule(0);
  }

  /** Resolves when the work at hand has ended; with the store away that may be never, so race it. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    await this.#current;
  }

  #schedule(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#current = this.#once();
    }, afterMs);
  }

  async #once(): Promise<void> {
    let hasMore = false;
    try {
      hasMore = (await this.#act()) === 'more';
      this.#succeededAt = performance.now();
    } catch (error) {
      this.#report(error);
    }
    this.#turnedAt = performance.now();
    if (this.#isRunning) this.#schedule(hasMore ? 0 : this.everyMs);
  }

  #report(error: unknown): void {
    const now = performance.now();
    if (now - this.#loggedAt < 1_000) return;
    this.#loggedAt = now;
    this.#log.warn({ err: error, duty: this.name }, 'A duty failed; it is tried again.');
  }
}
