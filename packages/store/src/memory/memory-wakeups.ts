import { classOf, type RunWakeup, toWakeupKey, type Wakeup, type WakeupClass } from '@ag06/protocol';

interface Armed {
  readonly wakeup: Wakeup;
  /** When it is due, or when the lease of its taker ends. */
  readonly at: number;
  readonly isTaken: boolean;
}

/** The wake-ups in memory, each with the moment at which it is due. */
export class MemoryWakeups {
  readonly #now: () => number;
  readonly #due = new Map<string, Armed>();

  constructor(now: () => number) {
    this.#now = now;
  }

  arm(wakeup: Wakeup, afterMs: number): void {
    this.armAt(wakeup, this.#now() + afterMs);
  }

  armAt(wakeup: Wakeup, at: number): void {
    this.#due.set(toWakeupKey(wakeup), { wakeup, at, isTaken: false });
  }

  armForRun(runId: string, kind: RunWakeup['kind'], afterMs: number): void {
    this.arm({ subject: 'run', runId, kind }, afterMs);
  }

  /** Makes a wake-up due in `afterMs`, or leaves it as it is if it is due earlier. */
  bringForward(wakeup: Wakeup, afterMs: number): void {
    const known = this.#due.get(toWakeupKey(wakeup))?.at ?? Number.POSITIVE_INFINITY;
    this.armAt(wakeup, Math.min(known, this.#now() + afterMs));
  }

  move(wakeup: Wakeup, afterMs: number): void {
    if (this.#due.has(toWakeupKey(wakeup))) this.arm(wakeup, afterMs);
  }

  clear(wakeup: Wakeup): void {
    this.#due.delete(toWakeupKey(wakeup));
  }

  clearForRun(runId: string, ...kinds: readonly RunWakeup['kind'][]): void {
    for (const kind of kinds) this.clear({ subject: 'run', runId, kind });
  }

  /** Takes the due wake-ups of a class, oldest first. Each is due again when its lease ends. */
  take(of: WakeupClass, limit: number, leaseMs: number): Wakeup[] {
    const now = this.#now();
    const due = [...this.#due.values()]
      .filter(({ wakeup, at }) => at <= now && classOf(wakeup) === of)
      .sort((a, b) => a.at - b.at)
      .slice(0, limit)
      .map(({ wakeup }) => wakeup);
    for (const wakeup of due)
      this.#due.set(toWakeupKey(wakeup), { wakeup, at: now + leaseMs, isTaken: true });
    return due;
  }

  /** Whether a timer is due or in the hands of a dispatcher, or an entry is not delivered yet. */
  hasTimersAtHand(): boolean {
    const now = this.#now();
    return this.#timers().some(({ wakeup, at, isTaken }) => isTaken || at <= now || wakeup.kind === 'entry');
  }

  /** The moment at which the next timer is due; undefined if there is none. */
  nextTimerAt(): number | undefined {
    const moments = this.#timers().map(({ at }) => at);
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  /** In how many milliseconds the next timer is due. */
  untilNextTimer(): number | undefined {
    const at = this.nextTimerAt();
    return at === undefined ? undefined : Math.max(0, at - this.#now());
  }

  #timers(): readonly Armed[] {
    return [...this.#due.values()].filter(({ wakeup }) => classOf(wakeup) === 'timers');
  }
}
