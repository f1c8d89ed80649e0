const REMEMBERED = 1_000;
const WINDOW_MS = 60_000;

interface Answered {
  /** `performance.now()`. */
  readonly at: number;
  readonly failed: boolean;
  readonly ms: number | undefined;
}

/** The last thousand requests. Only those of the last minute count. */
export class RequestLog {
  readonly #ring: Answered[] = [];
  #next = 0;

  /** `ms` is undefined for an answer that waits on purpose. */
  add(status: number, ms: number | undefined): void {
    this.#ring[this.#next] = { at: performance.now(), failed: status >= 500, ms };
    this.#next = (this.#next + 1) % REMEMBERED;
  }

  read(): { readonly count: number; readonly failed: number; readonly p99Ms: number } {
    const since = performance.now() - WINDOW_MS;
    const recent = this.#ring.filter(({ at }) => at >= since);
    const times = recent.flatMap(({ ms }) => (ms === undefined ? [] : [ms])).sort((a, b) => a - b);
    return {
      count: recent.length,
      failed: recent.filter(({ failed }) => failed).length,
      p99Ms: Math.round(times[Math.floor(times.length * 0.99)] ?? times.at(-1) ?? 0),
    };
  }
}
