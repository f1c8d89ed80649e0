import type { Json, TuningSettings } from '@ag06/contracts';

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

export interface WorkerRecord {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly agents: readonly string[];
  readonly startedAt: number;
  /** When it registered last: the store writes it, by its own clock. */
  readonly seenAt: number;
  /** Version of the settings that are in force, by agent; 0: what it does by itself. */
  readonly configVersion?: Readonly<Record<string, number>>;
  /** What it does by itself, by agent. */
  readonly declared?: Readonly<Record<string, TuningSettings>>;
  /** Of its fullest agent. */
  readonly slots?: { readonly used: number; readonly limit: number };
  /** How late its event loop is, milliseconds, p99. */
  readonly lagMs?: number;
  /** How far the clock of its host is ahead of the store's, milliseconds. */
  readonly clockAheadMs?: number;
  /** Its event loop does not turn, and these agents' handlers run: one of them keeps it. */
  readonly blocked?: { readonly forMs: number; readonly agents: readonly string[] };
}

/** A delivery set aside with its reason, for a person to inspect. */
export interface DeadLetter {
  readonly queue: string;
  readonly jobId: string;
  readonly reason: string;
  /** What was wrong with it, as its sender would have been told (RFC 9457). */
  readonly problem?: object;
  readonly data: Json;
}
