import type { WorkerRecord } from '@ag06/store';
import type { FleetNames } from '../fleet-names.ts';

/** How the thread reaches store and queues. */
export interface KeeperWay {
  readonly kind: 'redis' | 'postgres';
  readonly url: string;
  readonly names: FleetNames;
}

/** The data that the thread gets at its start. */
export interface KeeperTask {
  readonly way: KeeperWay;
  readonly lockMs: number;
  /** Of a LoopBeat. */
  readonly beat: SharedArrayBuffer;
  /** Of a HandlerBoard. */
  readonly board: { readonly names: readonly string[]; readonly memory: SharedArrayBuffer };
  /** Fields of each line of this process's log; undefined if it logs no warnings. */
  readonly logBase: object | undefined;
}

/** Messages to the thread. */
export type KeeperOrder =
  | { readonly is: 'page'; readonly memory: SharedArrayBuffer }
  /** The worker's record; the thread sends it while the event loop does not. */
  | { readonly is: 'record'; readonly record: WorkerRecord }
  | { readonly is: 'stop' };

/** Messages from the thread. */
export type KeeperWord =
  /** Locks are renewed from now on. */
  { readonly is: 'ready' } | { readonly is: 'error'; readonly message: string };
