import {
  type BackfillView,
  DEFAULT_TENANT,
  LIMITS,
  NAME_PATTERN,
  type NextSlotsView,
  type PastSlotListView,
  Refusal,
  type ScheduleListView,
  type ScheduleTriggered,
  type ScheduleView,
} from '@ag06/contracts';
import { BackfillBody, NextSlotsQuery, NoQuery, ScheduleBody, SchedulesQuery } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline, withDeadlineOfParts } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { backfillSchedule } from '../use-cases/schedules/backfill-schedule.ts';
import { deleteSchedule } from '../use-cases/schedules/delete-schedule.ts';
import {
  describeNext,
  describePast,
  describeSchedule,
  listSchedules,
} from '../use-cases/schedules/describe-schedule.ts';
import { needSchedule } from '../use-cases/schedules/held-schedule.ts';
import { putSchedule } from '../use-cases/schedules/put-schedule.ts';
import { pauseSchedule, resumeSchedule, triggerSchedule } from '../use-cases/schedules/steer-schedule.ts';
import { parseJsonBody } from './body-text.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

/** A schedule and its input; all else about it is short. */
const SCHEDULE_BYTES = LIMITS.scheduleInputBytes + 16 * 1024;
/** The store has so much longer for each slot of a backfill, milliseconds. */
const SLOT_MS = 5;

type Named = { Params: { name: string } };

export function addScheduleRoutes(app: FastifyInstance, parts: Parts): void {
  const limit = { bodyLimit: SCHEDULE_BYTES };
  app.put<Named>('/v1/schedules/:name', limit, async (request, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const { name } = request.params;
    if (!NAME_PATTERN.test(name)) throw nameInvalid(name);
    const body = check(ScheduleBody, parseJsonBody(request.body), 'SCHEDULE_INVALID');
    const { held, isNew } = await withDeadline(putSchedule(parts, DEFAULT_TENANT, name, body));
    return reply.code(isNew && !body.dryRun ? 201 : 200).send(describeSchedule(held) satisfies ScheduleView);
  });

  app.get('/v1/schedules', async (request): Promise<ScheduleListView> => {
    const { cursor, limit } = check(SchedulesQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listSchedules(parts.store, DEFAULT_TENANT, { cursor, limit }));
  });

  app.get<Named>('/v1/schedules/:name', async (request): Promise<ScheduleView> => {
    return describeSchedule(await withDeadline(need(parts, request)));
  });

  app.delete<Named>('/v1/schedules/:name', async (request) => {
    const name = readName(request);
    await withDeadline(deleteSchedule(parts, DEFAULT_TENANT, name));
    return { name };
  });

  app.get<Named>('/v1/schedules/:name/next', async (request): Promise<NextSlotsView> => {
    const { count } = check(NextSlotsQuery, request.query, 'QUERY_INVALID');
    const held = await withDeadline(needSchedule(parts.store, DEFAULT_TENANT, request.params.name));
    return describeNext(held, count);
  });

  app.get<Named>(
    '/v1/schedules/:name/runs',
    async (request): Promise<PastSlotListView> =>
      withDeadline(need(parts, request).then((held) => describePast(parts.store, held))),
  );

  addSteering(app, parts);
}

function addSteering(app: FastifyInstance, parts: Parts): void {
  for (const [verb, act] of [
    ['pause', pauseSchedule],
    ['resume', resumeSchedule],
  ] as const) {
    app.post<Named>(
      `/v1/schedules/:name/${verb}`,
      async (request): Promise<ScheduleView> =>
        describeSchedule(await withDeadline(act(parts, DEFAULT_TENANT, readName(request)))),
    );
  }

  app.post<Named>('/v1/schedules/:name/trigger', async (request, reply) => {
    const name = readName(request);
    const key = readIdempotencyKey(request);
    const { triggered, isRepeat } = await withDeadline(triggerSchedule(parts, DEFAULT_TENANT, name, key));
    return reply.code(isRepeat ? 200 : 202).send(triggered satisfies ScheduleTriggered);
  });

  app.post<Named>(
    '/v1/schedules/:name/backfill',
    { bodyLimit: SCHEDULE_BYTES },
    async (request): Promise<BackfillView> => {
      const name = readName(request);
      const body = check(BackfillBody, parseJsonBody(request.body), 'BACKFILL_INVALID');
      return withDeadlineOfParts(
        (deadline) => backfillSchedule(parts, DEFAULT_TENANT, name, body, deadline),
        SLOT_MS * LIMITS.backfill,
      );
    },
  );
}

/** Of a route without parameters. Throws `Refusal` QUERY_INVALID. */
function readName(request: FastifyRequest<Named>): string {
  check(NoQuery, request.query, 'QUERY_INVALID');
  return request.params.name;
}

const need = async (parts: Parts, request: FastifyRequest<Named>) =>
  needSchedule(parts.store, DEFAULT_TENANT, readName(request));

function nameInvalid(name: string): Refusal {
  const expected = 'lower-case letters, digits, . _ -, at most 128 long';
  const errors = [{ path: 'name', expected, got: JSON.stringify(name.slice(0, 100)) }];
  return new Refusal(422, 'SCHEDULE_INVALID', 'A schedule cannot have this name.', { errors });
}
