import { z } from 'zod';
import type { Json } from './json.ts';
import { AgentTuning } from './tuning/agent-tuning.ts';
import type { TuningSettings } from './tuning/settings.ts';

/** The heartbeat of a worker, sent every few seconds. */
export interface WorkerRecord {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly agents: readonly string[];
  readonly startedAt: number;
  /** When it last registered; the store writes it, by its own clock. */
  readonly seenAt: number;
  /** Version of the settings in force, by agent; 0: the worker's own. */
  readonly configVersion?: Readonly<Record<string, number>>;
  /** The worker's own settings, by agent. */
  readonly declared?: Readonly<Record<string, TuningSettings>>;
  /** How its agents are to be tuned, as their code says; agents that say nothing are left out. */
  readonly tuning?: Readonly<Record<string, AgentTuning>>;
  /** The service that each agent calls, by its name, as its code says; agents that say nothing are left out. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Agents of which fewer steps run at a time than published (or than its own limit), by the worker's own caution. */
  readonly heldBack?: Readonly<Record<string, HeldBackAgent>>;
  /** Slots of its fullest agent. */
  readonly slots?: { readonly used: number; readonly limit: number };
  /** What each of its agents has done and does. */
  readonly work?: Readonly<Record<string, AgentWork>>;
  /** How late its event loop is: milliseconds, p99. */
  readonly lagMs?: number;
  /** How far the clock of its host is ahead of the store's, in milliseconds. */
  readonly clockAheadMs?: number;
  /** Finished results that the store has not taken for a while; absent: none. */
  readonly waiting?: WaitingResults;
  /**
   * `on-word`: it drains on request. `with-its-fleet`: only together with its process. Absent: an older release, which
   * cannot.
   */
  readonly drains?: 'on-word' | 'with-its-fleet';
  /** Whether it takes no new work and finishes its deliveries; absent: no. */
  readonly isDraining?: boolean;
  /** Its event loop does not turn, and these agents' handlers run: one of them keeps it. */
  readonly blocked?: { readonly forMs: number; readonly agents: readonly string[] };
}

/** The work of one agent in one worker. Totals count since the worker started. */
interface AgentWork {
  /** Attempts that ended, and how long they took altogether. */
  readonly ended: number;
  readonly busyMs: number;
  /** Attempts that run, and the most that may run at a time. */
  readonly running: number;
  readonly slots: number;
}

interface HeldBackAgent {
  readonly limit: number;
  readonly published: number;
  /** `latency`, `rate`, `event-loop`, `memory`. */
  readonly because: readonly string[];
}

/** What is in the fallback of a worker: bounded memory for results while the store is away. */
interface WaitingResults {
  readonly results: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly oldestMs: number;
}

/** A delivery set aside with its reason, for a person to inspect. */
export interface DeadLetter {
  readonly queue: string;
  readonly jobId: string;
  readonly reason: string;
  /** The problem document that its sender would have got (RFC 9457). */
  readonly problem?: object;
  readonly data: Json;
  /**
   * When the job of an entry queue was added by its sender's clock, milliseconds since 1970: by it, the queue and the id, a redrive is the
   * same submission or signal as a retry of the job itself. Absent in letters of earlier releases, of agents' jobs, and if the sender did not say.
   */
  readonly sentAt?: number;
}

/** Unknown settings of a later release are kept, so that its workers are not left out. */
const settings = z.record(z.string(), z.number().nullable()) as unknown as z.ZodType<TuningSettings>;

const workerRecord: z.ZodType<WorkerRecord> = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  agents: z.array(z.string()),
  startedAt: z.number(),
  seenAt: z.number(),
  configVersion: z.record(z.string(), z.number()).exactOptional(),
  declared: z.record(z.string(), settings).exactOptional(),
  // One that a later release wrote otherwise says nothing, instead of hiding its worker.
  tuning: z.record(z.string(), AgentTuning.catch({})).exactOptional(),
  dependencies: z.record(z.string(), z.string()).exactOptional(),
  heldBack: z
    .record(z.string(), z.object({ limit: z.number(), published: z.number(), because: z.array(z.string()) }))
    .exactOptional(),
  slots: z.object({ used: z.number(), limit: z.number() }).exactOptional(),
  work: z
    .record(
      z.string(),
      z.object({ ended: z.number(), busyMs: z.number(), running: z.number(), slots: z.number() }),
    )
    .exactOptional(),
  lagMs: z.number().exactOptional(),
  clockAheadMs: z.number().exactOptional(),
  waiting: z
    .object({ results: z.number(), bytes: z.number(), maxBytes: z.number(), oldestMs: z.number() })
    .exactOptional(),
  drains: z.enum(['on-word', 'with-its-fleet']).exactOptional(),
  isDraining: z.boolean().exactOptional(),
  blocked: z.object({ forMs: z.number(), agents: z.array(z.string()) }).exactOptional(),
});

/** The content of a dead letter is only checked to be JSON, because no program reads it. */
const anyJson = z.unknown() as unknown as z.ZodType<Json>;
const anyObject = z
  .unknown()
  .refine((value) => typeof value === 'object' && value !== null) as z.ZodType<object>;

const storedDeadLetter: z.ZodType<DeadLetter & { readonly at: number }> = z.object({
  queue: z.string(),
  jobId: z.string(),
  reason: z.string(),
  problem: anyObject.exactOptional(),
  data: anyJson,
  sentAt: z.number().exactOptional(),
  at: z.number(),
});

/** Parses a record of a store. Returns undefined for a broken one, so that it hides no others. */
export const parseWorkerRecord = (text: string): WorkerRecord | undefined =>
  workerRecord.safeParse(parseJson(text)).data;

/** Parses a dead letter, with the time at which the store took it. */
export const parseDeadLetter = (text: string): (DeadLetter & { readonly at: number }) | undefined =>
  storedDeadLetter.safeParse(parseJson(text)).data;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
