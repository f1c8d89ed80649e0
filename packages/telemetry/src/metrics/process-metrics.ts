import { createHistogram, type EventLoopUtilization, performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import { watchLoop } from './loop-looks.ts';
import type { MetricBook } from './metric-book.ts';

const NANOSECONDS_PER_MS = 1e6;
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/**
 * Event loop, memory and CPU of this process. One per process, because it reports what happened since the last scrape.
 */
export class ProcessMetrics {
  readonly #book: MetricBook;
  readonly #delays = createHistogram();
  #unwatch: () => void = () => {};
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #cpu: NodeJS.CpuUsage = { user: 0, system: 0 };

  constructor(book: MetricBook) {
    this.#book = book;
  }

  start(): void {
    this.#unwatch();
    // It takes integers from 1.
    this.#unwatch = watchLoop((lateMs) => this.#delays.record(1 + Math.round(lateMs * NANOSECONDS_PER_MS)));
  }

  stop(): void {
    this.#unwatch();
    this.#unwatch = () => {};
  }

  /** Writes the present numbers into the book. */
  sample(): void {
    const { memoryUsage, uptime } = this.#book;
    memoryUsage.replace([[process.memoryUsage.rss()]]);
    uptime.replace([[process.uptime()]]);
    this.#sampleLoop();
    this.#sampleHeap();
    this.#sampleCpu();
  }

  #sampleLoop(): void {
    const { loopDelayP99, loopDelayMax, loopUtilization } = this.#book;
    if (this.#delays.count > 0) {
      loopDelayP99.replace([[this.#delays.percentile(99) / NANOSECONDS]]);
      loopDelayMax.replace([[this.#delays.max / NANOSECONDS]]);
      this.#delays.reset();
    }
    const now = performance.eventLoopUtilization();
    loopUtilization.replace([[performance.eventLoopUtilization(now, this.#utilization).utilization]]);
    this.#utilization = now;
  }

  #sampleHeap(): void {
    const spaces = getHeapSpaceStatistics();
    this.#book.heapUsed.replace(spaces.map((space) => [space.space_used_size, space.space_name]));
    this.#book.heapLimit.replace(spaces.map((space) => [space.space_size, space.space_name]));
  }

  #sampleCpu(): void {
    const now = process.cpuUsage();
    for (const mode of ['user', 'system'] as const)
      this.#book.cpuTime.at(mode).add((now[mode] - this.#cpu[mode]) / MICROSECONDS);
    this.#cpu = now;
  }
}
