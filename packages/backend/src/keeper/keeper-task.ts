import type { WorkerRecord } from '@ag06/store';
import type { FleetNames } from '../fleet-names.ts';

/** How the thread reaches store and queues. */
export interface KeeperWay {
  readonly kind: 'redis' | 'postgres';
  readonly url: string;
  readonly names: FleetNames;
}

/** What the thread is given at its start. */
export interface KeeperTask {
  readonly way: KeeperWay;
  readonly lockMs: number;
  /** Of a LoopBeat. */
  readonly beat: SharedArrayBuffer;
  /** Of a HandlerBoard. */
  readonly board: { readonly names: readonly string[]; readonly memory: SharedArrayBuffer };
  /** What each line of this process's log says of it; undefined if it logs no warnings. */
  readonly logBase: object | undefined;
}

/** What it is told later. */
export type KeeperOrder =
  | { readonly is: 'page'; readonly memory: SharedArrayBuffer }
  /** What the fleet knows of this worker; said again while the event loop does not say it. */
  | { readonly is: 'record'; readonly record: WorkerRecord }
  | { readonly is: 'stop' };

/** What it tells. */
export type KeeperWord =
  /** Locks are renewed from now on. */
  { readonly is: 'ready' } | { readonly is: 'error'; readonly message: string };
