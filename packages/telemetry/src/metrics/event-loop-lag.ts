import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** The measured delay contains the wait itself. */
const RESOLUTION_MS = 20;

/** How late this process's event loop is: the 99th percentile of the last two spans of some seconds. */
export class EventLoopLag {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #spanMs: number;
  #spanSince = performance.now();
  #lastMs = 0;

  constructor(spanMs = 5_000) {
    this.#spanMs = spanMs;
  }

  start(): void {
    this.#histogram.enable();
    this.#spanSince = performance.now();
  }

  stop(): void {
    this.#histogram.disable();
  }

  /** Milliseconds, p99. */
  read(): number {
    const currentMs = this.#currentMs();
    if (performance.now() - this.#spanSince >= this.#spanMs) {
      this.#lastMs = currentMs;
      this.#spanSince = performance.now();
      this.#histogram.reset();
    }
    return Math.max(currentMs, this.#lastMs);
  }

  #currentMs(): number {
    if (this.#histogram.count === 0) return 0;
    return Math.max(0, Math.round(this.#histogram.percentile(99) / 1e6 - RESOLUTION_MS));
  }
}
