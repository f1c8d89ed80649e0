import { PRINTABLE_PATTERN } from '@ag06/contracts';
import {
  BackfillBody,
  BackfillView,
  NextSlotsQuery,
  NextSlotsView,
  NoQuery,
  PastSlotListView,
  ScheduleBody,
  ScheduleListView,
  SchedulesQuery,
  ScheduleTriggered,
  ScheduleView,
} from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

const RUN = 'r0-0mwvdobfe36IBKNqGC560';
const SLOT = '2026-01-02T02:00:00.000Z';
const SUMMARY = {
  name: 'nightly',
  workflow: 'report',
  cron: '0 3 * * *',
  zone: 'Europe/Berlin',
  overlap: 'skip',
  catchUp: 'last',
  managed: false,
  paused: false,
  next: SLOT,
  running: null,
  queued: [],
};
const SCHEDULE = { ...SUMMARY, input: { days: 1 }, upcoming: [SLOT] };
const BODY = { workflow: 'report', input: { days: 1 }, cron: '0 3 * * *', zone: 'Europe/Berlin' };
const bodyProblems = {
  400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
  415: ['MEDIA_TYPE_UNSUPPORTED'],
};
const ofName = { 404: ['SCHEDULE_UNKNOWN'], 422: ['QUERY_INVALID'] };
const changes = { ...ofName, 503: ['SCHEDULE_BUSY'] };

export const putScheduleDescription: RouteDescription = {
  id: 'putSchedule',
  tag: 'schedules',
  summary: 'Creates or replaces a schedule.',
  details:
    'Either `cron` or `every`. A local time that a change of the clock skips becomes the next that exists; one that comes twice counts once. The active run and queued slots stay. With `dryRun` nothing is kept.',
  query: NoQuery,
  body: { schema: ScheduleBody, types: ['application/json'], example: BODY },
  answers: {
    201: { description: 'The schedule was created.', schema: ScheduleView, example: SCHEDULE },
    200: {
      description: 'The schedule was replaced; or how it would be, of a dry run.',
      schema: ScheduleView,
      example: SCHEDULE,
    },
  },
  problems: {
    ...bodyProblems,
    404: ['WORKFLOW_UNKNOWN', 'VERSION_UNKNOWN'],
    409: ['SCHEDULE_MANAGED', 'SCHEDULE_EXISTS', 'SCHEDULES_FULL'],
    413: ['BODY_TOO_LARGE', 'INPUT_TOO_LARGE'],
    422: ['SCHEDULE_INVALID', 'INPUT_INVALID', 'NUMBER_INEXACT', 'QUERY_INVALID'],
    503: ['SCHEDULE_BUSY', 'INTAKE_BUSY'],
  },
};

export const listSchedulesDescription: RouteDescription = {
  id: 'listSchedules',
  tag: 'schedules',
  summary: 'Lists schedules by name.',
  query: SchedulesQuery,
  answers: {
    200: { description: 'A page of them.', schema: ScheduleListView, example: { items: [SUMMARY] } },
  },
  problems: { 422: ['QUERY_INVALID'] },
};

export const showScheduleDescription: RouteDescription = {
  id: 'showSchedule',
  tag: 'schedules',
  summary: 'Shows a schedule, its next ten slots, and its active run.',
  query: NoQuery,
  answers: { 200: { description: 'The schedule.', schema: ScheduleView, example: SCHEDULE } },
  problems: ofName,
};

const ScheduleDeleted = z.object({ name: z.string() }).meta({ id: 'ScheduleDeleted' });

export const deleteScheduleDescription: RouteDescription = {
  id: 'deleteSchedule',
  tag: 'schedules',
  summary: 'Deletes a schedule; runs that it has started go on, queued ones do not start.',
  query: NoQuery,
  answers: {
    200: { description: 'It is gone.', schema: ScheduleDeleted, example: { name: 'nightly' } },
  },
  problems: { ...changes, 409: ['SCHEDULE_MANAGED'] },
};

export const pauseScheduleDescription: RouteDescription = {
  id: 'pauseSchedule',
  tag: 'schedules',
  summary: 'Pauses a schedule: it starts no runs by the clock.',
  details: 'What runs goes on, what is queued waits. Slots of a pause are not made up for: backfill them.',
  query: NoQuery,
  answers: {
    200: {
      description: 'It is paused.',
      schema: ScheduleView,
      example: { ...SCHEDULE, paused: true, next: null },
    },
  },
  problems: changes,
};

export const resumeScheduleDescription: RouteDescription = {
  id: 'resumeSchedule',
  tag: 'schedules',
  summary: 'Resumes a schedule with its next slot from now.',
  query: NoQuery,
  answers: { 200: { description: 'It is resumed.', schema: ScheduleView, example: SCHEDULE } },
  problems: changes,
};

export const triggerScheduleDescription: RouteDescription = {
  id: 'triggerSchedule',
  tag: 'schedules',
  summary: 'Starts a run now, also of a paused schedule, as `overlap` says.',
  query: NoQuery,
  headers: {
    'Idempotency-Key': {
      description:
        'A key of the caller. A request with the same key gets the same run of this schedule, as long as that is kept.',
      schema: z.string().regex(PRINTABLE_PATTERN),
    },
  },
  answers: {
    202: {
      description: 'The run was started, or waits in the queue.',
      schema: ScheduleTriggered,
      example: { runId: RUN, outcome: 'started' },
    },
    200: {
      description: 'The run that was started with this key before.',
      schema: ScheduleTriggered,
      example: { runId: RUN, outcome: 'started' },
    },
  },
  problems: {
    ...changes,
    404: ['SCHEDULE_UNKNOWN', 'WORKFLOW_UNKNOWN'],
    409: ['SCHEDULE_OVERLAP', 'SCHEDULE_REFUSED', 'SCHEDULE_QUEUE_FULL'],
    422: ['KEY_INVALID', 'QUERY_INVALID'],
  },
};

export const backfillScheduleDescription: RouteDescription = {
  id: 'backfillSchedule',
  tag: 'schedules',
  summary: 'Starts a run for each slot of a range that has none; with `dryRun` only lists them.',
  details:
    'At most 500 slots, all at once, whatever `overlap` says. Each run has the id that the clock would have given it, so a repeated request starts no second run, as long as the runs are kept.',
  query: NoQuery,
  body: {
    schema: BackfillBody,
    types: ['application/json'],
    example: { from: '2026-01-01T00:00:00Z', to: '2026-01-08T00:00:00Z', dryRun: true },
  },
  answers: {
    200: {
      description: 'The outcome of each slot.',
      schema: BackfillView,
      example: { dryRun: true, items: [{ slot: SLOT, runId: RUN, outcome: 'would_start' }] },
    },
  },
  problems: {
    ...bodyProblems,
    404: ['SCHEDULE_UNKNOWN', 'WORKFLOW_UNKNOWN'],
    413: ['BODY_TOO_LARGE'],
    422: ['BACKFILL_INVALID', 'BACKFILL_TOO_LARGE', 'NUMBER_INEXACT', 'QUERY_INVALID'],
  },
};

export const showNextSlotsDescription: RouteDescription = {
  id: 'showNextSlots',
  tag: 'schedules',
  summary: 'Shows the next slots of a schedule; of a paused one, those that it would have.',
  query: NextSlotsQuery,
  answers: {
    200: {
      description: 'In order.',
      schema: NextSlotsView,
      example: { items: [{ slot: SLOT, startsAt: SLOT }] },
    },
  },
  problems: ofName,
};

export const listPastSlotsDescription: RouteDescription = {
  id: 'listPastSlots',
  tag: 'schedules',
  summary: 'Lists the last slots that were decided, each with its run or why there is none.',
  query: NoQuery,
  answers: {
    200: {
      description: 'At most 50, newest first.',
      schema: PastSlotListView,
      example: {
        items: [{ slot: SLOT, decidedAt: SLOT, outcome: 'started', runId: RUN, status: 'completed' }],
      },
    },
  },
  problems: ofName,
};
