import { totalmem } from 'node:os';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Duty } from '@ag06/duty';

const LOOK_EVERY_MS = 10_000;
/** Of its time, a process at rest spends less than this share in its event loop. */
const REST_SHARE = 0.03;
/** A collection is worth its time if the memory of the process has grown by this factor since the last one. */
const GROWTH = 1.3;
/** A larger heap is left to V8, which collects it in small steps: at once it would hold up the event loop for too long. */
const AT_ONCE_MAX_BYTES = 192 * 1024 * 1024;
/** Of the memory that a process may have: from here on it cannot wait until it is at rest. A worker takes less work from 0.7 on. */
const TIGHT_SHARE = 0.6;
const MINUTE_MS = 60_000;
/** For how long a service was at rest before it collects: they do not all collect in the same minute. */
const RESTS_MS: ReadonlyMap<string, number> = new Map([
  ['dispatcher', 10 * MINUTE_MS],
  ['agent-worker', 15 * MINUTE_MS],
]);
const OTHERS_REST_MS = 20 * MINUTE_MS;

/** This process, as far as it is needed here. */
export interface Memory {
  /** What the process has of the system's memory. */
  residentBytes(): number;
  /** What it may have: the memory of its container, or of the machine. */
  allowedBytes(): number;
  heapBytes(): number;
  /** Collects the whole heap before it returns, and gives free memory back to the system. */
  collect(): void;
  /** Whether V8 is to collect by itself some time after work: then in small steps, beside its threads. */
  letCollect(isLeftToV8: boolean): void;
  /** The share of its time for which the event loop was busy since the last call. */
  busyShare(): number;
}

/**
 * Gives the memory that work has left back to the system, once, when a service's process has been at rest for some minutes. V8 by itself collects the heaps
 * of a fleet some 100 s after each burst of work, all in the same minute, which in a fleet without work is most of the CPU time of that minute; and it leaves
 * more.
 *
 * @param service as `runService` names it
 */
export function collectAtRest(service: string, memory: Memory = openMemory()): Duty {
  const restMs = RESTS_MS.get(service) ?? OTHERS_REST_MS;
  let leastBytes = 0;
  let isLeftToV8 = false;
  let busyAt = performance.now();
  memory.letCollect(false);
  const look = () => {
    const now = performance.now();
    if (memory.busyShare() >= REST_SHARE) busyAt = now;
    const isLarge = memory.heapBytes() > AT_ONCE_MAX_BYTES;
    const isToV8 = isLarge || memory.residentBytes() > TIGHT_SHARE * memory.allowedBytes();
    if (isToV8 !== isLeftToV8) memory.letCollect(isToV8);
    isLeftToV8 = isToV8;
    const isAtRest = now - busyAt >= restMs;
    if (!isAtRest || isLarge || memory.residentBytes() < GROWTH * leastBytes) return;
    memory.collect();
    leastBytes = memory.residentBytes();
  };
  // An error would be one of V8's flags, which a test looks at: the process runs without.
  const duty = new Duty({ name: 'garbage', everyMs: LOOK_EVERY_MS, act: look, onError: () => {} });
  duty.start(LOOK_EVERY_MS);
  return duty;
}

/** V8 hands out its collector to contexts that are made while the flag is set. */
export function openMemory(): Memory {
  let last = performance.eventLoopUtilization();
  let gc: Collector | undefined;
  // Without a bound some systems tell a huge number, or 0.
  const allowed = Math.min(process.constrainedMemory() || totalmem(), totalmem());
  return {
    residentBytes: () => process.memoryUsage.rss(),
    allowedBytes: () => allowed,
    heapBytes: () => getHeapStatistics().used_heap_size,
    collect() {
      gc ??= exposeCollector();
      gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    },
    letCollect: (isLeftToV8) => setFlagsFromString(`--memory-reducer-gc-count=${isLeftToV8 ? 1 : 0}`),
    busyShare() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return utilization;
    },
  };
}

type Collector = (how: object) => void;

function exposeCollector(): Collector {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return typeof gc === 'function' ? (how) => void gc(how) : () => {};
}
