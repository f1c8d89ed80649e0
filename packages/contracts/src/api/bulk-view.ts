import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { ATTRIBUTE_NAME_PATTERN, NAME_PATTERN } from '../names.ts';
import { ErrorCodeField } from './error-code-field.ts';
import { ListedStatus } from './listed-status.ts';
import { MomentField } from './moment-field.ts';

/** The length of a value and of the longest operator. */
const ATTRIBUTE_CONDITION_LENGTH = LIMITS.attributeLength + 'prefix:'.length;

const time = z.iso.datetime();

const all = z
  .literal(true)
  .optional()
  .describe('Everything there is: without a filter, this word has to stand for it.');
const NEEDS_FILTER = 'at least one filter, or `all: true` alone for everything there is';

/** Whether a filter selects something on purpose: an empty one would select everything, and `all` must be alone. */
const isBounded = ({ all: isAll, ...filter }: { readonly all?: true | undefined }): boolean => {
  const isFiltered = Object.values(filter).some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined,
  );
  return (isAll === true) !== isFiltered;
};

/** The filters of `GET /v1/runs`: ANDed, elements of a list ORed; `from` and `endedFrom` inclusive, `to` and `endedTo` exclusive. */
export const RunBulkFilter = z
  .strictObject({
    all,
    status: z.array(ListedStatus).max(50).optional(),
    workflow: z.string().regex(NAME_PATTERN).optional(),
    correlationId: z.string().max(LIMITS.correlationIdLength).optional(),
    tag: z.array(z.string().max(LIMITS.tagLength)).max(50).optional(),
    attributes: z
      .array(
        z.strictObject({
          name: z.string().regex(ATTRIBUTE_NAME_PATTERN),
          is: z.string().max(ATTRIBUTE_CONDITION_LENGTH).describe('`[gt:|gte:|lt:|lte:|prefix:]<value>`'),
        }),
      )
      .max(LIMITS.attributeConditions)
      .optional(),
    code: ErrorCodeField.optional(),
    from: MomentField.optional(),
    to: MomentField.optional(),
    endedFrom: MomentField.optional(),
    endedTo: MomentField.optional(),
  })
  .refine(isBounded, NEEDS_FILTER)
  .meta({ id: 'RunBulkFilter' });
export type RunBulkFilter = z.infer<typeof RunBulkFilter>;

export const RUN_BULK_ACTIONS = ['cancel', 'terminate', 'retry', 'pause', 'resume', 'delete'] as const;
export type RunBulkAction = (typeof RUN_BULK_ACTIONS)[number];

/** The body of `POST /v1/runs/bulk`. */
export const RunBulk = z
  .strictObject({
    filter: RunBulkFilter,
    action: z.enum(RUN_BULK_ACTIONS),
    dryRun: z.boolean().default(false).describe('Counts what matches, and changes nothing.'),
  })
  .meta({ id: 'RunBulk' });
export type RunBulk = z.infer<typeof RunBulk>;

/** Of dead letters: ANDed. */
export const DeadLetterBulkFilter = z
  .strictObject({
    all,
    queue: z.string().min(1).max(300).describe('BullMQ’s name of it, such as `ag06.submissions`.').optional(),
    reason: z.string().min(1).max(128).optional(),
  })
  .refine(isBounded, NEEDS_FILTER)
  .meta({ id: 'DeadLetterBulkFilter' });
export type DeadLetterBulkFilter = z.infer<typeof DeadLetterBulkFilter>;

export const DEAD_LETTER_BULK_ACTIONS = ['redrive', 'delete'] as const;

/** The body of `POST /v1/dead-letters/bulk`. */
export const DeadLetterBulk = z
  .strictObject({
    filter: DeadLetterBulkFilter,
    action: z.enum(DEAD_LETTER_BULK_ACTIONS),
    dryRun: z.boolean().default(false).describe('Counts what matches, and changes nothing.'),
  })
  .meta({ id: 'DeadLetterBulk' });
export type DeadLetterBulk = z.infer<typeof DeadLetterBulk>;

const BULK_ID_PATTERN = /^b-[0-9a-f]{24}$/;

/** The 202 answer when a bulk operation starts. */
export const BulkAccepted = z
  .object({
    bulkId: z.string().regex(BULK_ID_PATTERN),
    matched: z.int().describe('How many match, as far as they were counted.'),
    isExact: z.boolean().describe('Whether all were counted; else there are more, and the bulk counts on.'),
  })
  .meta({ id: 'BulkAccepted' });
export type BulkAccepted = z.infer<typeof BulkAccepted>;

/** `stopping`: actions under way end, and no new ones begin. */
export const BULK_STATUSES = ['running', 'stopping', 'stopped', 'completed'] as const;

/** Why an action was not done. `failed`: because of our own failure. */
export const BulkReason = z
  .object({
    id: z.string().describe('Of the run, or of the dead letter.'),
    outcome: z.enum(['refused', 'failed']),
    code: z.string(),
    message: z.string(),
  })
  .meta({ id: 'BulkReason' });
export type BulkReason = z.infer<typeof BulkReason>;

export const BulkView = z
  .object({
    bulkId: z.string().regex(BULK_ID_PATTERN),
    of: z.enum(['runs', 'dead-letters']),
    action: z.enum([...RUN_BULK_ACTIONS, ...DEAD_LETTER_BULK_ACTIONS]),
    filter: z.union([RunBulkFilter, DeadLetterBulkFilter]),
    dryRun: z.boolean(),
    status: z.enum(BULK_STATUSES),
    createdAt: time.describe('What starts later is not touched.'),
    finishedAt: time.optional(),
    matched: z.int().describe('So far; all of them once it is completed.'),
    done: z.int(),
    refused: z.int().describe('Such as the cancellation of a run that has ended.'),
    failed: z.int(),
    reasons: z.array(BulkReason).max(10).describe('The first of those that were refused or failed.'),
  })
  .meta({
    id: 'Bulk',
    description: 'One action on all that a filter selects, worked off in the background.',
  });
export type BulkView = z.infer<typeof BulkView>;

export const BulkListView = z
  .object({ items: z.array(BulkView) })
  .meta({ id: 'BulkList', description: 'Those under way, and the last 100 that ended; the newest first.' });
export type BulkListView = z.infer<typeof BulkListView>;

/** 200 of `DELETE /v1/runs/{id}`. */
export const RunDeleted = z
  .object({ runId: z.string(), deleted: z.literal(true) })
  .meta({ id: 'RunDeleted' });
export type RunDeleted = z.infer<typeof RunDeleted>;
