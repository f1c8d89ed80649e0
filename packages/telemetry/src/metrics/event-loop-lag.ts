import { createHistogram } from 'node:perf_hooks';
import { watchLoop } from './loop-looks.ts';

const MICROSECONDS = 1_000;

/** How late this process's event loop is: the 99th percentile of the last two spans of some seconds. */
export class EventLoopLag {
  readonly #lateness = createHistogram();
  readonly #spanMs: number;
  #spanSince = performance.now();
  #lastMs = 0;
  #unwatch: () => void = () => {};

  constructor(spanMs = 5_000) {
    this.#spanMs = spanMs;
  }

  start(): void {
    this.#unwatch();
    // It takes integers from 1.
    this.#unwatch = watchLoop((lateMs) => this.#lateness.record(1 + Math.round(lateMs * MICROSECONDS)));
    this.#spanSince = performance.now();
  }

  stop(): void {
    this.#unwatch();
    this.#unwatch = () => {};
  }

  /** Milliseconds, p99. */
  read(): number {
    const currentMs = this.#currentMs();
    if (performance.now() - this.#spanSince >= this.#spanMs) {
      this.#lastMs = currentMs;
      this.#spanSince = performance.now();
      this.#lateness.reset();
    }
    return Math.max(currentMs, this.#lastMs);
  }

  #currentMs(): number {
    return this.#lateness.count === 0 ? 0 : Math.round(this.#lateness.percentile(99) / MICROSECONDS);
  }
}
