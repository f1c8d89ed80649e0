import { z } from 'zod';
import type { Json } from './json.ts';
import type { TuningSettings } from './tuning/settings.ts';

/** What a worker says of itself every few seconds. */
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
  /** Whether it drains when it is told to over the fleet; one of an older release says nothing. */
  readonly drains?: 'on-word' | 'with-its-fleet';
  /** It takes nothing new, and ends what it has. */
  readonly isDraining?: boolean;
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

/** Knobs that a later release has are kept: a worker is not left out because of them. */
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
  slots: z.object({ used: z.number(), limit: z.number() }).exactOptional(),
  lagMs: z.number().exactOptional(),
  clockAheadMs: z.number().exactOptional(),
  drains: z.enum(['on-word', 'with-its-fleet']).exactOptional(),
  isDraining: z.boolean().exactOptional(),
  blocked: z.object({ forMs: z.number(), agents: z.array(z.string()) }).exactOptional(),
});

/** What was set aside is never looked into, so it is not checked beyond being JSON. */
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
  at: z.number(),
});

/** A record as a store kept it. Undefined if it is broken, so that one broken record hides no others. */
export const parseWorkerRecord = (text: string): WorkerRecord | undefined =>
  workerRecord.safeParse(parseJson(text)).data;

/** The same of a dead letter, with the time at which the store took it. */
export const parseDeadLetter = (text: string): (DeadLetter & { readonly at: number }) | undefined =>
  storedDeadLetter.safeParse(parseJson(text)).data;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
