import { HeldLocks } from '@ag06/broker';
import { LOCK_MS } from '@ag06/contracts';
import { onceASecond } from '@ag06/duty';
import type { BackendOptions } from '../backend.ts';
import type { KeeperWay } from './keeper-task.ts';
import { LoopWatch, type WatchedWorker, type WorkerWatch } from './worker-watch.ts';

/** Keeps the locks of one backend's broker renewed. */
interface Watching {
  /** Options of the broker. */
  readonly ofBroker: {
    readonly locks: HeldLocks;
    readonly isKeptElsewhere: () => boolean;
    readonly onError: (error: Error) => void;
    readonly lockMs: number;
    readonly stalledIntervalMs?: number;
  };
  watchWorker(worker: WatchedWorker): WorkerWatch;
  stop(): Promise<void>;
}

/** @param way undefined where no thread can reach store and queues */
export function createWatching(way: KeeperWay | undefined, options: BackendOptions): Watching {
  const { lockMs = LOCK_MS, stalledIntervalMs } = options;
  const onError = onceASecond(options.onError);
  const locks = new HeldLocks();
  const watches: LoopWatch[] = [];
  return {
    ofBroker: {
      locks,
      onError,
      lockMs,
      isKeptElsewhere: () => watches.some((watch) => watch.isKeeping()),
      ...(stalledIntervalMs !== undefined && { stalledIntervalMs }),
    },
    watchWorker(worker) {
      const watch = new LoopWatch(worker, { locks, lockMs, way, onError });
      watches.push(watch);
      return watch;
    },
    stop: async () => {
      await Promise.all(watches.map((watch) => watch.stop()));
    },
  };
}
