const LOOK_EVERY_MS = 1;

/**
 * Measures the CPU time of this thread between two turns of its event loop. Time in which the thread does not run,
 * because other processes use the cores, does not count.
 */
export class LoopWatch {
  #longestMs = 0;
  #lastMs = threadCpuMs();
  readonly #timer = setInterval(() => this.#look(), LOOK_EVERY_MS);

  /** Returns the longest hold since the last call, in milliseconds of CPU time. */
  take(): number {
    this.#look();
    const longestMs = this.#longestMs;
    this.#longestMs = 0;
    return longestMs;
  }

  /** What was done since the last look counts for nothing. */
  forget(): void {
    this.#lastMs = threadCpuMs();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = threadCpuMs();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}

/** Returns the CPU time that this thread needs for a piece of work: the least of several. */
export function measureLeastMs(work: () => void, times = 3): number {
  const measured = Array.from({ length: times }, () => {
    const from = threadCpuMs();
    work();
    return threadCpuMs() - from;
  });
  return Math.min(...measured);
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
