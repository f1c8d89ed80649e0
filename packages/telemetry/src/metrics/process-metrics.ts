import { createHistogram, type EventLoopUtilization, performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import { Duty } from '@ag06/duty';
import type { MetricBook } from './metric-book.ts';

/** How often the lateness of a timer is measured, in milliseconds. */
const LOOK_EVERY_MS = 50;
const NANOSECONDS_PER_MS = 1e6;
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/**
 * Event loop, memory and CPU of this process. One per process, because it reports what happened since the last scrape.
 */
export class ProcessMetrics {
  readonly #book: MetricBook;
  // `monitorEventLoopDelay` misses a delay that begins before its first look after a reset.
  readonly #delays = createHistogram();
  readonly #looks: Duty;
  #lookedAt = 0;
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #cpu: NodeJS.CpuUsage = { user: 0, system: 0 };

  constructor(book: MetricBook) {
    this.#book = book;
    this.#looks = new Duty({
      name: 'process metrics',
      everyMs: LOOK_EVERY_MS,
      act: () => this.#look(),
      // It calls nothing that may fail.
      onError: () => {},
    });
  }

  start(): void {
    this.#lookedAt = performance.now();
    this.#looks.start(LOOK_EVERY_MS);
  }

  stop(): void {
    void this.#looks.stop();
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

  #look(): void {
    const now = performance.now();
    const lateMs = Math.max(0, now - this.#lookedAt - LOOK_EVERY_MS);
    this.#lookedAt = now;
    // It takes integers from 1.
    this.#delays.record(1 + Math.round(lateMs * NANOSECONDS_PER_MS));
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
