import type { DeadLetter, WorkerRecord } from '@ag06/contracts';

export type { DeadLetter, WorkerRecord } from '@ag06/contracts';

/** A dead letter as the store has it. */
export interface StoredDeadLetter extends DeadLetter {
  /** Of the store: one kind of store writes them in another way than the next. */
  readonly id: string;
  /** When the store took it, milliseconds since 1970. */
  readonly at: number;
}

export const WANTED_AGENTS_MAX = 1_000;

/** The records that the processes of a fleet share, apart from runs. */
export interface FleetStore {
  /** Records that a worker lives and which agents it serves. Workers call it every few seconds. */
  registerWorker(worker: WorkerRecord): Promise<void>;
  removeWorker(id: string): Promise<void>;
  /** Workers seen within `withinMs`. */
  listWorkers(withinMs: number): Promise<readonly WorkerRecord[]>;
  /** Every agent that a worker has ever served, because its queue may still hold jobs. */
  listAgents(): Promise<readonly string[]>;
  /** Records agents that runs refer to, served or not. The `WANTED_AGENTS_MAX` latest are kept. */
  noteAgents(agents: readonly string[]): Promise<void>;
  /** All agents whose queues may hold jobs: those of `listAgents` and the recorded ones. */
  listQueuedAgents(): Promise<readonly string[]>;

  /** The moment that priority keys count from. The first caller sets it. */
  loadEpoch(): Promise<number>;
  /** Replaces the epoch if it still is `expected`. Returns whether it did. */
  moveEpoch(expected: number, epoch: number): Promise<boolean>;

  /** A random secret of this installation: 64 hexadecimal characters. The first caller creates it. */
  loadSecret(): Promise<string>;

  /** Returns true to one holder at a time. The lease ends `ttlMs` after the holder's last call. */
  acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean>;

  addDeadLetter(letter: DeadLetter): Promise<void>;
  /**
   * Returns dead letters, newest first, older than the letter `before`, which ended the page before. Skips unreadable
   * ones.
   */
  listDeadLetters(limit: number, before?: string): Promise<readonly StoredDeadLetter[]>;
  loadDeadLetter(id: string): Promise<StoredDeadLetter | undefined>;
  /** Says whether it was there. */
  removeDeadLetter(id: string): Promise<boolean>;
}

/** For adapters whose fleet store is loaded without the rest of this package. */
export { readCount, readText } from './records/read-value.ts';
