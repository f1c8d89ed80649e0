import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN } from '../names.ts';
import { RUN_STATUSES } from '../status.ts';
import { DurationField } from './duration-field.ts';
import { MomentField } from './moment-field.ts';
import { parsedJson } from './parsed-json.ts';

const shown = z.iso.datetime();
/** The times of a schedule as they are sent; what they may say is checked by the engine. */
const times = {
  cron: z
    .string()
    .max(200)
    .optional()
    .describe(
      'Minute, hour, day, month, weekday, with seconds before them if there are six; or `@daily` and the like.',
    ),
  every: DurationField.optional().describe(
    'Instead of `cron`: elapsed time from `from`, else from 1970, at least 10 s.',
  ),
  zone: z
    .string()
    .max(64)
    .optional()
    .describe('The time zone of `cron`, such as `Europe/Berlin`; `UTC` by default.'),
  overlap: z
    .enum(['skip', 'queue', 'cancel'])
    .default('skip')
    .describe('While the run before goes on: no run, a run after it, or a run instead of it.'),
  catchUp: z
    .enum(['none', 'last', 'all'])
    .default('last')
    .describe('Which slots get their runs late when no dispatcher was there; of `all`, the last 100.'),
  jitter: DurationField.optional().describe(
    'Each run starts up to so much later; always as much for one slot.',
  ),
  from: MomentField.optional().describe('The first moment at which a run may start.'),
  until: MomentField.optional().describe('The first moment at which none may start any more.'),
};

/** `PUT /v1/schedules/{name}`. */
export const ScheduleBody = z
  .strictObject({
    workflow: z.string().regex(NAME_PATTERN),
    version: z.string().min(1).max(128).optional().describe('By default the latest when a run starts.'),
    input: parsedJson.default(null),
    ...times,
    paused: z.boolean().optional().describe('By default as it is; a new one is not paused.'),
    create: z
      .boolean()
      .default(false)
      .describe('Replaces none: a schedule of this name that is otherwise is an error (SCHEDULE_EXISTS).'),
    dryRun: z
      .boolean()
      .default(false)
      .describe('Only checks it, and tells how it would be with its next slots. Nothing is kept.'),
  })
  .meta({ id: 'ScheduleBody' });
export type ScheduleBody = z.infer<typeof ScheduleBody>;

/** `schedule:` of a definition. */
export const ScheduleDefinitionBody = z
  .strictObject({ input: z.json().optional(), ...times })
  .meta({ id: 'ScheduleDefinition', description: 'Starts runs of the workflow by the clock.' });

/** How a slot was decided. */
const decided = {
  slot: shown,
  decidedAt: shown,
  outcome: z.enum(['started', 'backfilled', 'skipped', 'missed', 'refused']),
  runId: z.string().optional(),
  why: z.string().optional().describe('Why there is no run.'),
};

const summary = {
  name: z.string(),
  workflow: z.string(),
  version: z.string().optional(),
  cron: z.string().optional(),
  zone: z.string().optional(),
  every: z.string().optional(),
  overlap: z.enum(['skip', 'queue', 'cancel']),
  catchUp: z.enum(['none', 'last', 'all']),
  jitter: z.string().optional(),
  from: shown.optional(),
  until: shown.optional(),
  managed: z.boolean().describe('It belongs to the definition of the workflow of the same name.'),
  paused: z.boolean(),
  next: shown.nullable().describe('The next slot; null if there is none, or while it is paused.'),
  running: z
    .object({ runId: z.string(), slot: shown })
    .nullable()
    .describe('The run that the next one must not overlap.'),
  queued: z.array(shown).describe('Slots whose runs wait for that one.'),
  last: z.object(decided).optional().describe('The last slot that was decided; absent if none was.'),
};

export const ScheduleSummaryView = z.object(summary).meta({ id: 'ScheduleSummary' });
export type ScheduleSummaryView = z.infer<typeof ScheduleSummaryView>;

export const ScheduleView = z
  .object({ ...summary, input: z.json(), upcoming: z.array(shown).describe('The next ten slots.') })
  .meta({ id: 'Schedule' });
export type ScheduleView = z.infer<typeof ScheduleView>;

export const ScheduleListView = z
  .object({ items: z.array(ScheduleSummaryView), next: z.string().optional() })
  .meta({ id: 'ScheduleList', description: 'By name; `next` continues behind the last one.' });
export type ScheduleListView = z.infer<typeof ScheduleListView>;

export const NextSlotsView = z
  .object({
    items: z.array(z.object({ slot: shown, startsAt: shown.describe('The slot and its jitter.') })),
  })
  .meta({ id: 'NextSlots' });
export type NextSlotsView = z.infer<typeof NextSlotsView>;

export const PastSlotView = z
  .object({
    ...decided,
    trigger: z.string().optional().describe('The key of the request that asked for it.'),
    status: z.enum(RUN_STATUSES).optional().describe('Of its run, unless that was deleted.'),
  })
  .meta({ id: 'PastSlot' });
export type PastSlotView = z.infer<typeof PastSlotView>;

export const PastSlotListView = z
  .object({ items: z.array(PastSlotView) })
  .meta({ id: 'PastSlotList', description: 'The last 50 slots that were decided, newest first.' });
export type PastSlotListView = z.infer<typeof PastSlotListView>;

export const ScheduleTriggered = z
  .object({ runId: z.string(), outcome: z.enum(['started', 'queued']) })
  .meta({ id: 'ScheduleTriggered' });
export type ScheduleTriggered = z.infer<typeof ScheduleTriggered>;

/** `POST /v1/schedules/{name}/backfill`. */
export const BackfillBody = z
  .strictObject({
    from: MomentField,
    to: MomentField.describe('Exclusive, and not in the future.'),
    dryRun: z.boolean().default(false).describe('Only tells which runs there would be.'),
  })
  .meta({ id: 'BackfillBody' });
export type BackfillBody = z.infer<typeof BackfillBody>;

export const BackfillView = z
  .object({
    dryRun: z.boolean(),
    items: z.array(
      z.object({
        slot: shown,
        runId: z.string(),
        outcome: z.enum(['started', 'would_start', 'exists', 'refused']),
        why: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Backfill', description: 'Every slot of the range, in order.' });
export type BackfillView = z.infer<typeof BackfillView>;

const whole = (most: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/, 'a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(most))
    .default(otherwise)
    .meta({ type: 'integer', minimum: 1, maximum: most, default: otherwise });

/** `GET /v1/schedules`. */
export const SchedulesQuery = z.strictObject({
  cursor: z.string().max(128).optional().describe('The `next` of the page before.'),
  limit: whole(LIMITS.schedulePage, LIMITS.pageDefault),
});

/** `GET /v1/schedules/{name}/next`. */
export const NextSlotsQuery = z.strictObject({ count: whole(LIMITS.nextSlots, 10) });
