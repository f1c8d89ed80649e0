import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { processCpuSeconds } from '@ag06/test-support';

/** Something of all processes of a kind, and of all kinds together. */
export interface ByKind {
  readonly all: number;
  readonly dispatchers: number;
  readonly workers: number;
  readonly redis: number;
}

/** The processes of a fleet and its Redis. */
export interface FleetPids {
  readonly dispatchers: readonly number[];
  readonly workers: readonly number[];
  readonly redis: number;
}

/** What a fleet used in a span of time. */
export interface Used {
  /** Shares of a core, of user and system time. */
  readonly cores: ByKind;
  /** A second: how often a thread went to sleep. */
  readonly wakeups: ByKind;
}

/** Resolves after `seconds` with what was used meanwhile. */
export async function measureUse(pids: FleetPids, seconds: number): Promise<Used> {
  const from = performance.now();
  const before = [sumByKind(pids, processCpuSeconds), sumByKind(pids, countSleeps)] as const;
  await delay(seconds * 1_000);
  const after = [sumByKind(pids, processCpuSeconds), sumByKind(pids, countSleeps)] as const;
  const elapsed = (performance.now() - from) / 1_000;
  return {
    cores: perSecond(before[0], after[0], elapsed),
    wakeups: perSecond(before[1], after[1], elapsed),
  };
}

export function inPercent({ all, dispatchers, workers, redis }: ByKind): string {
  const of = (cores: number) => (100 * cores).toFixed(2);
  return `${of(all)} % of a core (dispatchers ${of(dispatchers)}, workers ${of(workers)}, Redis ${of(redis)})`;
}

function sumByKind({ dispatchers, workers, redis }: FleetPids, read: (pid: number) => number): ByKind {
  const sum = (pids: readonly number[]) => pids.reduce((total, pid) => total + read(pid), 0);
  const [ofDispatchers, ofWorkers, ofRedis] = [sum(dispatchers), sum(workers), read(redis)];
  return {
    all: ofDispatchers + ofWorkers + ofRedis,
    dispatchers: ofDispatchers,
    workers: ofWorkers,
    redis: ofRedis,
  };
}

const perSecond = (before: ByKind, after: ByKind, seconds: number): ByKind => ({
  all: (after.all - before.all) / seconds,
  dispatchers: (after.dispatchers - before.dispatchers) / seconds,
  workers: (after.workers - before.workers) / seconds,
  redis: (after.redis - before.redis) / seconds,
});

/** How often the threads of a process have gone to sleep so far. */
function countSleeps(pid: number): number {
  const counts = readdirSync(`/proc/${pid}/task`).map((thread) => {
    const [, count = '0'] = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(readStatus(pid, thread)) ?? [];
    return Number(count);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function readStatus(pid: number, thread: string): string {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
  } catch {
    // The thread ended meanwhile.
    return '';
  }
}
