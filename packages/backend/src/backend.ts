import type { Broker } from '@ag06/broker';
import type { Durability, Store } from '@ag06/store';
import type { WatchedWorker, WorkerWatch } from './keeper/worker-watch.ts';

/** Store and queues of one installation, and the way to them. */
export interface Backend {
  readonly kind: 'redis' | 'postgres' | 'embedded';
  readonly store: Store;
  readonly broker: Broker;
  /** Whether store and queues may return to different moments after a failure: they are on several servers. */
  readonly canDiverge: boolean;
  /**
   * Once it is started, the locks of this process are renewed and this worker's heartbeat is sent, also while its event
   * loop is blocked.
   */
  watchWorker(worker: WatchedWorker): WorkerWatch;
  /** Whether the way to them is open, as far as this process knows. */
  isUp(): boolean;
  /** Returns the number of reconnections to the queues since the start. */
  reconnects(): number;
  /**
   * Stops consumers, then closes connections. May be called twice. While a server is away it need not resolve, unless `withinMs` says
   * after how long connections are let go, whatever still waits for an answer.
   */
  close(withinMs?: number): Promise<void>;
}

export interface BackendOptions {
  /** Called with connection errors. */
  readonly onError: (error: Error) => void;
  /** Whether this process is the whole fleet: only that may have an embedded database. */
  readonly isWholeFleet?: boolean;
  /** The durability that an acknowledgement promises; a Redis that does not keep it is refused. */
  readonly durability?: Durability;
  /** Called with warnings, and every few seconds while a server is waited for. */
  readonly say?: (line: string) => void;
  /** Called before a server is asked again that was away or full at the start. */
  readonly onRepeat?: () => void;
  /** Ends the wait for a server at the start. */
  readonly signal?: AbortSignal;
  /** Of a store on Redis; fixed at installation. */
  readonly partitions?: number;
  /**
   * The prefix of the fleet's names, where several fleets share a server; an embedded database belongs to one fleet.
   */
  readonly prefix?: string;
  /** After a commit without a job behind it, the watchdog looks at the run this much later. */
  readonly watchdogMs?: number;
  /** To a PostgreSQL server; one more listens, and one is a worker's thread's. */
  readonly maxConnections?: number | undefined;
  /** How long a job's lock holds, and how often jobs without one are looked for; shorter in tests. */
  readonly lockMs?: number;
  readonly stalledIntervalMs?: number;
}
