import { z } from 'zod';
import { EVENT_TYPES } from '../event.ts';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN, RUN_ID_PATTERN, STEP_ID_PATTERN } from '../names.ts';
import { ErrorCodeField } from './error-code-field.ts';
import { ListedStatus } from './listed-status.ts';
import { MomentField } from './moment-field.ts';

/** A query parameter that may be repeated. */
const repeatable = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(item).max(50),
  );

/** Query parameters are text: only decimal digits make a number. */
export const whole = (max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'a whole number')
    .transform(Number)
    .pipe(z.int().max(max))
    .meta({ type: 'integer', minimum: 0, maximum: max });

export const limit = whole(LIMITS.pageMax)
  .pipe(z.int().min(1))
  .default(LIMITS.pageDefault)
  .meta({ type: 'integer', minimum: 1, maximum: LIMITS.pageMax, default: LIMITS.pageDefault });

/**
 * `GET /v1/archive/runs`: filters are ANDed, repeated ones ORed; `from` and `endedFrom` inclusive, `to` and `endedTo` exclusive.
 * Besides, `attr.<name>`.
 */
export const ArchivedRunsQuery = z.strictObject({
  status: repeatable(ListedStatus),
  workflow: z.string().regex(NAME_PATTERN).optional(),
  correlationId: z.string().max(LIMITS.correlationIdLength).optional(),
  tag: repeatable(z.string().max(LIMITS.tagLength)),
  parent: z.string().regex(RUN_ID_PATTERN).optional(),
  from: MomentField.optional(),
  to: MomentField.optional(),
  endedFrom: MomentField.optional(),
  endedTo: MomentField.optional(),
  cursor: z.string().max(512).optional(),
  limit,
});

/** `GET /v1/runs`: besides, by the code of the error with which a run of the store ended. */
export const RunsQuery = ArchivedRunsQuery.extend({ code: ErrorCodeField.optional() });
export type RunsQuery = z.infer<typeof RunsQuery>;

/** `GET /v1/approvals`: filters are ANDed. `cursor` is the `next` of the page before. */
export const ApprovalsQuery = z.strictObject({
  workflow: z.string().regex(NAME_PATTERN).optional(),
  signal: z.string().regex(NAME_PATTERN).optional(),
  cursor: z.string().max(512).optional(),
  limit,
});

/** `GET /v1/runs/{id}/events`: `after` is exclusive. */
export const EventsQuery = z.strictObject({
  after: whole(Number.MAX_SAFE_INTEGER).default(0).meta({ type: 'integer', minimum: 0, default: 0 }),
  from: MomentField.optional(),
  to: MomentField.optional(),
  limit,
});

/** `GET /v1/runs/{id}/items`: the items of one `forEach` step, by their number. */
export const ItemsQuery = z.strictObject({
  step: z.string().regex(STEP_ID_PATTERN),
  cursor: z.string().max(512).optional(),
  limit,
});

/** `GET /v1/runs/{id}/steps/{step}`: with `item`, one item of a `forEach` step, from 0. */
export const StepQuery = z.strictObject({
  item: whole(LIMITS.items).optional().meta({ type: 'integer', minimum: 0, maximum: LIMITS.items }),
});

/** `GET /v1/runs/{id}/tree`: the most runs in all, the most children of each, and how many levels below the run. */
export const TreeQuery = z.strictObject({
  limit: whole(LIMITS.pageMax)
    .pipe(z.int().min(1))
    .default(100)
    .meta({ type: 'integer', minimum: 1, maximum: LIMITS.pageMax, default: 100 }),
  children: whole(LIMITS.pageMax)
    .pipe(z.int().min(1))
    .default(20)
    .meta({ type: 'integer', minimum: 1, maximum: LIMITS.pageMax, default: 20 }),
  depth: whole(8)
    .pipe(z.int().min(1))
    .default(8)
    .meta({ type: 'integer', minimum: 1, maximum: 8, default: 8 }),
});

/** The `id` of an event of the feed, or milliseconds since 1970. */
const FEED_POSITION_PATTERN = '^[0-9]{1,15}([.][^.]+[.][0-9]{1,9})?$';

/**
 * `GET /v1/feed`: filters are ANDed, repeated ones ORed. `after` is the `id` of an event; `Last-Event-ID` has
 * precedence.
 */
export const FeedQuery = z.strictObject({
  run: repeatable(z.string().regex(RUN_ID_PATTERN)),
  workflow: repeatable(z.string().regex(NAME_PATTERN)),
  type: repeatable(z.enum(EVENT_TYPES)),
  after: z.string().max(64).meta({ pattern: FEED_POSITION_PATTERN }).optional(),
});

/** `GET /v1/runs/{id}/result` and `POST /v1/runs`: how long to wait for the end, a duration. */
export const ResultQuery = z.strictObject({
  wait: z.string().max(16).default('0').meta({
    pattern: '^[0-9]{1,15}(ms|s|m|h|d)?$',
    description: 'From 0 to `60s`; a number is milliseconds.',
  }),
});

/** `GET /v1/dead-letters`: `cursor` is the `next` of the page before. */
export const LettersQuery = z.strictObject({
  cursor: z.string().max(64).optional(),
  limit: whole(LIMITS.pageMax)
    .pipe(z.int().min(1))
    .default(100)
    .meta({ type: 'integer', minimum: 1, maximum: LIMITS.pageMax, default: 100 }),
});

/** `GET /v1/workflows/{name}`. */
export const WorkflowQuery = z.strictObject({ version: z.string().min(1).max(128).optional() });

/** Routes without parameters. */
export const NoQuery = z.strictObject({});
