import { totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { WorkerSecond } from '@ag06/contracts';

type Load = Omit<WorkerSecond, 'agents'>;

/** Measures the CPU and memory of this process since the last call. */
export class WorkerMeter {
  #cpu = process.cpuUsage();
  #loop = performance.eventLoopUtilization();
  #at = performance.now();

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
      memoryShare: round(Math.min(1, process.memoryUsage.rss() / memoryOfProcess())),
    };
  }
}

/** What the container allows, or what the machine has. Without a bound some systems tell a huge number, or 0. */
const memoryOfProcess = (): number => Math.min(process.constrainedMemory() || totalmem(), totalmem());

const round = (share: number): number => Math.round(share * 10_000) / 10_000;
