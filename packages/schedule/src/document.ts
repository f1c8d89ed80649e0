import { type Json, NAME_PATTERN } from '@ag06/contracts';
import { z } from 'zod';
import type { Timing } from './timing.ts';

export const OVERLAPS = ['skip', 'queue', 'cancel'] as const;
export const CATCH_UPS = ['none', 'last', 'all'] as const;

/** What its owner says of a schedule. */
export interface ScheduleSettings {
  readonly workflow: string;
  /** Undefined: the latest at the start of each run. */
  readonly version?: string | undefined;
  readonly input: Json;
  readonly timing: Timing;
  /** What becomes of a slot while the run of an earlier one goes on: no run, a run after it, or a run instead of it. */
  readonly overlap: (typeof OVERLAPS)[number];
  /** Which slots get their runs late, when no dispatcher was there. */
  readonly catchUp: (typeof CATCH_UPS)[number];
  readonly jitterMs: number;
}

/** A moment at which a run is to start: one of the timetable, or of a request under its own key. */
export interface Slot {
  readonly at: number;
  readonly trigger?: string | undefined;
}

/** A run that was decided on: it is to be started under this id, after the end of another one if `stop` names that. */
export interface PendingRun {
  readonly slot: Slot;
  readonly runId: string;
  readonly version: string;
  readonly stop?: string | undefined;
}

export const SLOT_OUTCOMES = ['started', 'backfilled', 'skipped', 'missed', 'refused'] as const;

/** What became of a slot. */
export interface PastSlot {
  readonly slot: Slot;
  readonly decidedAt: number;
  readonly outcome: (typeof SLOT_OUTCOMES)[number];
  readonly runId?: string | undefined;
  /** Why there is no run. */
  readonly why?: string | undefined;
}

/**
 * A schedule as it is kept. `cur` is the run that counts as the one of now; it is named before it exists, while `pend` says
 * that it is still to be started. Whoever finds a `pend` does what it says.
 */
export interface ScheduleDocument {
  readonly settings: ScheduleSettings;
  /** Belongs to the definition of the workflow of the same name: only a push changes it. */
  readonly managed: boolean;
  readonly paused: boolean;
  /** The next slot that is not decided; null if there is none. */
  readonly next: number | null;
  readonly cur: { readonly runId: string; readonly slot: Slot } | null;
  /** Slots whose runs start one after the other when `cur` is over. */
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

/** Leaves out keys that it does not know: a later version may have written them. */
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

/** Undefined for a text that no version of this program wrote. */
export function parseSchedule(text: string): ScheduleDocument | undefined {
  try {
    return ScheduleDocument.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
