import { PRINTABLE_PATTERN } from '@ag06/contracts';
import {
  GroupAck,
  GroupDeadLetterListView,
  GroupDeadLetters,
  GroupDeadLettersMoved,
  GroupDeleted,
  GroupDeliveriesView,
  GroupExtend,
  GroupHeldView,
  GroupLettersQuery,
  GroupListView,
  GroupRead,
  GroupRelease,
  GroupReset,
  GroupView,
  NoQuery,
} from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

const AT = '2026-01-02T03:04:05.678Z';
const INCARNATION = 1_767_323_045_000;
const EVENT = { position: 7, at: AT, type: 'order.paid', data: { order: 'o-7' } };
const GROUP = {
  stream: 'orders',
  group: 'mailer',
  position: 6,
  delivered: 7,
  lag: 1,
  pending: 1,
  deadLetters: 0,
  oldestAt: AT,
  incarnation: INCARNATION,
};
const HELD = { consumer: 'mailer-1', positions: [7], incarnation: INCARNATION };

const toBody = (schema: z.ZodType, example: unknown) => ({
  schema,
  types: ['application/json'],
  example,
});
const BODY_PROBLEMS = {
  400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
  413: ['BODY_TOO_LARGE'],
  415: ['MEDIA_TYPE_UNSUPPORTED'],
  422: ['GROUP_INVALID', 'QUERY_INVALID'],
};
const PATH_PROBLEMS = { 422: ['GROUP_INVALID', 'QUERY_INVALID'] };
const HELD_ANSWERS = {
  200: { description: 'Done, except for `refused`.', schema: GroupHeldView, example: { refused: [] } },
};
const HELD_PROBLEMS = { ...BODY_PROBLEMS, 404: ['GROUP_UNKNOWN'], 409: ['STREAM_RENEWED'] };
const GROUP_ANSWERS = { 200: { description: 'The group.', schema: GroupView, example: GROUP } };

export const readGroupDescription: RouteDescription = {
  id: 'readGroup',
  tag: 'streams',
  summary: 'Delivers events of a stream to a consumer of a group.',
  details: `Each event goes to one consumer of the group, under a lease. One that is not acknowledged within its lease is
delivered again, to whoever reads, so each is processed at least once. A consumer that stores the position and the
incarnation together with its own effect processes each exactly once. An event that was delivered \`maxDeliveries\` times
becomes a dead letter. The first read makes the group.

With an \`Idempotency-Key\`, a repeat of the read gives the events that the consumer still holds of it, under a new lease: send one
if you send the request again where the answer was lost.`,
  query: NoQuery,
  headers: {
    'Idempotency-Key': {
      description: 'A key of the consumer, one for each read.',
      schema: z.string().regex(PRINTABLE_PATTERN),
    },
  },
  body: toBody(GroupRead, { consumer: 'mailer-1', limit: 10, lease: '30s', wait: '20s' }),
  answers: {
    200: {
      description: 'The events; none if there is none within `wait`.',
      schema: GroupDeliveriesView,
      example: { deliveries: [{ ...EVENT, delivery: 1 }], leaseUntil: AT, incarnation: INCARNATION },
    },
  },
  problems: {
    ...BODY_PROBLEMS,
    404: ['STREAM_UNKNOWN'],
    409: ['STREAM_RENEWED', 'GROUPS_TOO_MANY', 'POSITION_ARCHIVED'],
    422: ['GROUP_INVALID', 'QUERY_INVALID', 'KEY_INVALID'],
    503: ['FEED_FULL'],
  },
};

export const ackGroupDescription: RouteDescription = {
  id: 'acknowledgeEvents',
  tag: 'streams',
  summary: 'Acknowledges events: they are processed, and never delivered to this group again.',
  details: 'A repeat answers alike.',
  query: NoQuery,
  body: toBody(GroupAck, HELD),
  answers: HELD_ANSWERS,
  problems: HELD_PROBLEMS,
};

export const extendGroupDescription: RouteDescription = {
  id: 'extendLease',
  tag: 'streams',
  summary: 'Extends the lease of events that take long.',
  query: NoQuery,
  body: toBody(GroupExtend, { ...HELD, lease: '30s' }),
  answers: HELD_ANSWERS,
  problems: HELD_PROBLEMS,
};

export const releaseGroupDescription: RouteDescription = {
  id: 'releaseEvents',
  tag: 'streams',
  summary: 'Gives events back, because they could not be processed.',
  details: 'They are delivered again after `after`, or become dead letters with `reason`.',
  query: NoQuery,
  body: toBody(GroupRelease, { ...HELD, after: '10s', reason: 'The mail server is away.' }),
  answers: HELD_ANSWERS,
  problems: HELD_PROBLEMS,
};

export const resetGroupDescription: RouteDescription = {
  id: 'resetGroup',
  tag: 'streams',
  summary: 'Moves a group to a position or a time.',
  details:
    'Events from there on are delivered anew. Leases, and dead letters behind the place, are dropped. Makes the group if there is none. The place may lie in the archive, whose events are delivered as any other; `to: first` is the first event of all. A dispatcher without an archive refuses a place before what the store keeps, and its `first` is the first event there.',
  query: NoQuery,
  body: toBody(GroupReset, { time: AT }),
  answers: GROUP_ANSWERS,
  problems: {
    ...BODY_PROBLEMS,
    404: ['STREAM_UNKNOWN', 'GROUP_UNKNOWN'],
    409: ['GROUPS_TOO_MANY', 'POSITION_ARCHIVED', 'FLEET_OLDER'],
  },
};

export const listGroupsDescription: RouteDescription = {
  id: 'listGroups',
  tag: 'streams',
  summary: 'Lists the groups of a stream, each with its position and its lag.',
  query: NoQuery,
  answers: { 200: { description: 'All of them.', schema: GroupListView, example: { items: [GROUP] } } },
  problems: { 404: ['STREAM_UNKNOWN'], 422: ['STREAM_INVALID', 'QUERY_INVALID'] },
};

export const showGroupDescription: RouteDescription = {
  id: 'showGroup',
  tag: 'streams',
  summary: 'Shows a group with its position and its lag.',
  query: NoQuery,
  answers: GROUP_ANSWERS,
  problems: { ...PATH_PROBLEMS, 404: ['GROUP_UNKNOWN'] },
};

export const deleteGroupDescription: RouteDescription = {
  id: 'deleteGroup',
  tag: 'streams',
  summary: 'Deletes a group. Its stream stays.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The group is deleted.',
      schema: GroupDeleted,
      example: { stream: 'orders', group: 'mailer', deleted: true },
    },
  },
  problems: { ...PATH_PROBLEMS, 404: ['GROUP_UNKNOWN'] },
};

export const listGroupDeadLettersDescription: RouteDescription = {
  id: 'listGroupDeadLetters',
  tag: 'streams',
  summary: 'Lists the events that a group could not process.',
  query: GroupLettersQuery,
  answers: {
    200: {
      description: 'A page.',
      schema: GroupDeadLetterListView,
      example: {
        items: [
          {
            position: 7,
            at: AT,
            deliveries: 5,
            consumer: 'mailer-1',
            reason: 'No such address.',
            event: EVENT,
          },
        ],
      },
    },
  },
  problems: { ...PATH_PROBLEMS, 404: ['GROUP_UNKNOWN'] },
};

const MOVED = {
  200: {
    description: 'Those that were dead letters.',
    schema: GroupDeadLettersMoved,
    example: { positions: [7] },
  },
};

export const redriveGroupDeadLettersDescription: RouteDescription = {
  id: 'redriveGroupDeadLetters',
  tag: 'streams',
  summary: 'Delivers dead letters of a group again, as if for the first time.',
  query: NoQuery,
  body: toBody(GroupDeadLetters, { positions: [7] }),
  answers: MOVED,
  problems: { ...BODY_PROBLEMS, 404: ['GROUP_UNKNOWN'] },
};

export const discardGroupDeadLettersDescription: RouteDescription = {
  id: 'discardGroupDeadLetters',
  tag: 'streams',
  summary: 'Drops dead letters of a group for good.',
  query: NoQuery,
  body: toBody(GroupDeadLetters, { positions: [7] }),
  answers: MOVED,
  problems: { ...BODY_PROBLEMS, 404: ['GROUP_UNKNOWN'] },
};
