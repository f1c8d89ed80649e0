import { totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { WorkerSecond } from '@ag06/contracts/tuning';

type Load = Omit<WorkerSecond, 'agents'>;

/** The limit of a container is in files, and changes seldom. */
const LIMIT_KNOWN_MS = 30_000;

/** Measures the CPU and memory of this process since the last call. */
export class WorkerMeter {
  #cpu = process.cpuUsage();
  #loop = performance.eventLoopUtilization();
  #at = performance.now();
  #limitBytes = 0;
  #limitReadAt = Number.NEGATIVE_INFINITY;

  /** The next measurement begins here. It costs less than `read`, which asks the system for the memory. */
  skip(): void {
    this.#cpu = process.cpuUsage();
    this.#loop = performance.eventLoopUtilization();
    this.#at = performance.now();
  }

  read(): Load {
    const [cpu, loop, at] = [process.cpuUsage(), performance.eventLoopUtilization(), performance.now()];
    const elapsedMs = Math.max(1, at - this.#at);
    const cpuMs = (cpu.user - this.#cpu.user + cpu.system - this.#cpu.system) / 1_000;
    const { utilization } = performance.eventLoopUtilization(loop, this.#loop);
    [this.#cpu, this.#loop, this.#at] = [cpu, loop, at];
    return {
      t: Date.now(),
      cpuShare: round(cpuMs / elapsedMs),
      loopShare: round(Math.min(1, Math.max(0, utilization))),
      memoryShare: round(Math.min(1, process.memoryUsage.rss() / this.#limit(at))),
    };
  }

  #limit(now: number): number {
    if (now - this.#limitReadAt > LIMIT_KNOWN_MS) {
      this.#limitBytes = memoryOfProcess();
      this.#limitReadAt = now;
    }
    return this.#limitBytes;
  }
}

/** What the container allows, or what the machine has. Without a bound some systems tell a huge number, or 0. */
const memoryOfProcess = (): number => Math.min(process.constrainedMemory() || totalmem(), totalmem());

const round = (share: number): number => Math.round(share * 10_000) / 10_000;
