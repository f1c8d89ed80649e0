import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { GROUP_NAME_PATTERN } from '../names.ts';
import { DurationField, TimeoutField } from './duration-field.ts';
import { MomentField } from './moment-field.ts';
import { INCARNATION, STREAM_EVENT_FIELDS, StreamEventView } from './stream-view.ts';

const time = z.iso.datetime();
const position = z.int().min(1);
const consumer = z
  .string()
  .regex(GROUP_NAME_PATTERN)
  .describe('Who reads: a name that no other consumer of the group has at the same time.');
const lease = TimeoutField.describe('How long the events are this consumer’s, from now; at most 12h.');
const positions = z.array(position).min(1).max(LIMITS.groupPositions);
const maxDeliveries = z
  .int()
  .min(1)
  .max(1_000)
  .default(5)
  .describe('An event that was delivered so often without an acknowledgement becomes a dead letter.');
const held = { consumer, positions, incarnation: INCARNATION };

/** `POST /v1/streams/{name}/groups/{group}/read`. */
export const GroupRead = z
  .strictObject({
    consumer,
    limit: z.int().min(1).max(LIMITS.pageMax).default(10),
    lease: lease.default('30s'),
    wait: DurationField.default(0).describe(
      'How long to wait for an event where there is none: at most 30s.',
    ),
    maxDeliveries,
    start: z
      .enum(['first', 'last'])
      .default('first')
      .describe('Where a new group begins: with the first event of the stream, or after the last.'),
    incarnation: INCARNATION.optional(),
  })
  .meta({ id: 'GroupRead' });
export type GroupRead = z.infer<typeof GroupRead>;

export const GroupDeliveryView = z
  .object({
    ...STREAM_EVENT_FIELDS,
    delivery: z.int().min(1).describe('How often it was delivered to this group, this time included.'),
  })
  .meta({ id: 'GroupDelivery' });
export type GroupDeliveryView = z.infer<typeof GroupDeliveryView>;

export const GroupDeliveriesView = z
  .object({
    deliveries: z.array(GroupDeliveryView).describe('By position.'),
    leaseUntil: time.describe('Then others get those that were not acknowledged.'),
    incarnation: INCARNATION,
  })
  .meta({ id: 'GroupDeliveries' });
export type GroupDeliveriesView = z.infer<typeof GroupDeliveriesView>;

/** `POST /v1/streams/{name}/groups/{group}/ack`. */
export const GroupAck = z.strictObject(held).meta({ id: 'GroupAck' });
export type GroupAck = z.infer<typeof GroupAck>;

/** `POST /v1/streams/{name}/groups/{group}/extend`. */
export const GroupExtend = z.strictObject({ ...held, lease }).meta({ id: 'GroupExtend' });
export type GroupExtend = z.infer<typeof GroupExtend>;

/** `POST /v1/streams/{name}/groups/{group}/release`. */
export const GroupRelease = z
  .strictObject({
    ...held,
    after: DurationField.default(0).describe('How much later they are delivered again; at most 12h.'),
    reason: z.string().max(LIMITS.reasonLength).default('').describe('Why; a dead letter shows it.'),
    maxDeliveries,
  })
  .meta({ id: 'GroupRelease' });
export type GroupRelease = z.infer<typeof GroupRelease>;

/** 200 of `ack`, `extend` and `release`. */
export const GroupHeldView = z
  .object({
    refused: z
      .array(position)
      .describe('Positions that this consumer does not hold: another one does, or they are dead letters.'),
  })
  .meta({ id: 'GroupHeld' });
export type GroupHeldView = z.infer<typeof GroupHeldView>;

/** `POST /v1/streams/{name}/groups/{group}/reset`: one of the three. */
export const GroupReset = z
  .strictObject({
    after: z.int().min(0).optional().describe('The next event is the one after this position.'),
    time: MomentField.optional().describe('The next event is the first one from this moment on.'),
    to: z
      .enum(['first', 'last'])
      .optional()
      .describe('The next event is the first one, or the next to come.'),
  })
  .meta({ id: 'GroupReset', description: 'Exactly one of the three.' });
export type GroupReset = z.infer<typeof GroupReset>;

export const GroupView = z
  .object({
    stream: z.string(),
    group: z.string(),
    position: z.int().min(0).describe('All events up to it are settled: acknowledged, or dead letters.'),
    delivered: z.int().min(0).describe('All events up to it were delivered.'),
    lag: z.int().min(0).describe('Events that are not settled, delivered or not.'),
    pending: z.int().min(0).describe('Events that were delivered and are not settled.'),
    deadLetters: z.int().min(0),
    oldestAt: time.optional().describe('When the oldest event was appended that is not settled.'),
    incarnation: INCARNATION,
  })
  .meta({ id: 'Group' });
export type GroupView = z.infer<typeof GroupView>;

export const GroupListView = z
  .object({ items: z.array(GroupView) })
  .meta({ id: 'GroupList', description: 'All groups of a stream, by name; at most 100.' });
export type GroupListView = z.infer<typeof GroupListView>;

export const GroupDeleted = z
  .object({ stream: z.string(), group: z.string(), deleted: z.literal(true) })
  .meta({ id: 'GroupDeleted' });
export type GroupDeleted = z.infer<typeof GroupDeleted>;

export const GroupDeadLetterView = z
  .object({
    position,
    at: time.describe('When it became a dead letter.'),
    deliveries: z.int().min(0),
    consumer: z.string().describe('That had it last.'),
    reason: z.string(),
    event: StreamEventView.optional().describe('Absent if it is no longer kept.'),
  })
  .meta({ id: 'GroupDeadLetter' });
export type GroupDeadLetterView = z.infer<typeof GroupDeadLetterView>;

export const GroupDeadLetterListView = z
  .object({
    items: z.array(GroupDeadLetterView),
    next: position.optional().describe('`after` of the next page.'),
  })
  .meta({ id: 'GroupDeadLetterList', description: 'By position.' });
export type GroupDeadLetterListView = z.infer<typeof GroupDeadLetterListView>;

/** `POST …/dead-letters/redrive` and `…/dead-letters/discard`. */
export const GroupDeadLetters = z.strictObject({ positions }).meta({ id: 'GroupDeadLetters' });
export type GroupDeadLetters = z.infer<typeof GroupDeadLetters>;

export const GroupDeadLettersMoved = z
  .object({ positions: z.array(position).describe('Those that were dead letters.') })
  .meta({ id: 'GroupDeadLettersMoved' });
export type GroupDeadLettersMoved = z.infer<typeof GroupDeadLettersMoved>;
