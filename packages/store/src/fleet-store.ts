import type { DeadLetter, WorkerRecord } from '@ag06/contracts';

export type { DeadLetter, WorkerRecord } from '@ag06/contracts';

export const WANTED_AGENTS_MAX = 1_000;

/** What the processes of a fleet tell each other outside of runs. */
export interface FleetStore {
  /** A worker says every few seconds that it lives and which agents it serves. */
  registerWorker(worker: WorkerRecord): Promise<void>;
  removeWorker(id: string): Promise<void>;
  /** Workers seen within `withinMs`. */
  listWorkers(withinMs: number): Promise<readonly WorkerRecord[]>;
  /** Every agent that any worker has ever served: their queues may hold jobs. */
  listAgents(): Promise<readonly string[]>;
  /** Notes agents that runs are to use, whether anybody serves them or not; the last `WANTED_AGENTS_MAX` are kept. */
  noteAgents(agents: readonly string[]): Promise<void>;
  /** Agents whose queues may hold jobs: those of `listAgents`, and those that were noted. */
  listQueuedAgents(): Promise<readonly string[]>;

  /** The moment that priority keys count from; set once by whoever comes first. */
  loadEpoch(): Promise<number>;
  /** Sets it anew if it still is `expected`. */
  moveEpoch(expected: number, epoch: number): Promise<boolean>;

  /** A random secret of this installation, made by whoever comes first: 64 hexadecimal characters. */
  loadSecret(): Promise<string>;

  /** True for one holder at a time, until `ttlMs` after its last call. */
  acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean>;

  addDeadLetter(letter: DeadLetter): Promise<void>;
  /** Newest first. */
  listDeadLetters(limit: number): Promise<readonly (DeadLetter & { readonly at: number })[]>;
}
