import { type Json, NAME_PATTERN } from '@ag06/contracts';
import { z } from 'zod';
import type { Timing } from './timing.ts';

export const OVERLAPS = ['skip', 'queue', 'cancel'] as const;
export const CATCH_UPS = ['none', 'last', 'all'] as const;

/** The settings of a schedule, as its owner gave them. */
export interface ScheduleSettings {
  readonly workflow: string;
  /** Undefined: the latest version at the start of each run. */
  readonly version?: string | undefined;
  readonly input: Json;
  readonly timing: Timing;
  /**
   * For a slot that comes while an earlier run is active: `skip` starts none, `queue` starts it afterwards, `cancel`
   * replaces that run.
   */
  readonly overlap: (typeof OVERLAPS)[number];
  /** Which slots still get runs after a time without dispatchers. */
  readonly catchUp: (typeof CATCH_UPS)[number];
  readonly jitterMs: number;
}

/** A moment at which a run starts: from the timetable, or from a trigger, which has a key. */
export interface Slot {
  readonly at: number;
  readonly trigger?: string | undefined;
}

/** A run that was decided and is not started yet. It gets this id. If `stop` names a run, that one is ended first. */
export interface PendingRun {
  readonly slot: Slot;
  readonly runId: string;
  readonly version: string;
  readonly stop?: string | undefined;
}

const SLOT_OUTCOMES = ['started', 'backfilled', 'skipped', 'missed', 'refused'] as const;

/** A decided slot with its outcome. */
export interface PastSlot {
  readonly slot: Slot;
  readonly decidedAt: number;
  readonly outcome: (typeof SLOT_OUTCOMES)[number];
  readonly runId?: string | undefined;
  /** The reason why there is no run; absent if there is one. */
  readonly why?: string | undefined;
}

/**
 * The stored state of a schedule. `cur` is its active run. The document names that run before it exists; while it does
 * not exist, `pend` is set. Any dispatcher that finds a `pend` starts its run.
 */
export interface ScheduleDocument {
  readonly settings: ScheduleSettings;
  /** Whether it belongs to the definition of the workflow of the same name. Only another version of that changes it. */
  readonly managed: boolean;
  /** The version of the definition that a managed schedule follows; absent if an older program wrote it. */
  readonly definedBy?: string | undefined;
  readonly paused: boolean;
  /** The next slot to be decided; null if there is none. */
  readonly next: number | null;
  readonly cur: { readonly runId: string; readonly slot: Slot } | null;
  /** Slots whose runs start one after another once `cur` is over. */
  readonly queue: readonly Slot[];
  readonly pend: PendingRun | null;
  /** The last slots that were decided, newest first. */
  readonly last: readonly PastSlot[];
}

const time = z.int();
const slot = z.object({ at: time, trigger: z.string().optional() });
const window = { from: time.optional(), until: time.optional() };
const timing = z.union([
  z.object({ cron: z.string(), zone: z.string(), ...window }),
  z.object({ everyMs: z.int().positive(), ...window }),
]);

/** Drops unknown keys, because a later version may have written them. */
const ScheduleDocument: z.ZodType<ScheduleDocument> = z.object({
  settings: z.object({
    workflow: z.string().regex(NAME_PATTERN),
    version: z.string().optional(),
    input: z.json(),
    timing,
    overlap: z.enum(OVERLAPS),
    catchUp: z.enum(CATCH_UPS),
    jitterMs: z.int().min(0),
  }),
  managed: z.boolean(),
  definedBy: z.string().optional(),
  paused: z.boolean(),
  next: time.nullable(),
  cur: z.object({ runId: z.string(), slot }).nullable(),
  queue: z.array(slot),
  pend: z.object({ slot, runId: z.string(), version: z.string(), stop: z.string().optional() }).nullable(),
  last: z.array(
    z.object({
      slot,
      decidedAt: time,
      outcome: z.enum(SLOT_OUTCOMES),
      runId: z.string().optional(),
      why: z.string().optional(),
    }),
  ),
});

export const encodeSchedule = (document: ScheduleDocument): string => JSON.stringify(document);

/** Parses a stored document. Returns undefined for a text that is not one. */
export function parseSchedule(text: string): ScheduleDocument | undefined {
  try {
    return ScheduleDocument.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
