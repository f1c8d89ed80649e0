import { DEFAULT_TENANT, type GroupDeleted, LIMITS, Refusal } from '@ag06/contracts';
import {
  GroupAck,
  GroupDeadLetters,
  GroupExtend,
  GroupLettersQuery,
  GroupRead,
  GroupRelease,
  GroupReset,
  NoQuery,
} from '@ag06/contracts/api';
import { toDurationMs } from '@ag06/engine';
import type { GroupHold } from '@ag06/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import type { StreamHub } from '../streams/stream-hub.ts';
import { findGroupPlace } from '../use-cases/streams/find-group-place.ts';
import { listGroupDeadLetters, moveDeadLetters } from '../use-cases/streams/group-dead-letters.ts';
import {
  describeDeliveries,
  listGroups,
  resetGroup,
  showGroup,
  toHeldView,
} from '../use-cases/streams/groups.ts';
import { readGroupWaiting } from '../use-cases/streams/read-group-waiting.ts';
import { unknownGroup } from '../use-cases/streams/stream-refusals.ts';
import { parseJsonBody } from './body-text.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { readGroupName, readStreamName } from './stream-params.ts';

/** Bodies have at most a thousand positions. */
const BODY_BYTES = 64 * 1024;
const PATH = '/v1/streams/:stream/groups/:group';

export function addStreamGroupRoutes(app: FastifyInstance, parts: Parts, hub: StreamHub): void {
  const { groups } = parts.store;
  const hasArchive = parts.archive !== undefined;
  const bodyLimit = BODY_BYTES;

  app.post(`${PATH}/read`, { bodyLimit }, async (request, reply) => {
    const { lease, wait, ...read } = readBody(request, GroupRead);
    const waitMs = readDuration('wait', wait, 0, LIMITS.groupWaitMs);
    const leaseMs = readLease(lease);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const name = readGroupName(request.params);
    const readId = readIdempotencyKey(request);
    const page = await withDeadline(
      readGroupWaiting(groups, hub, { ...name, ...read, readId, leaseMs }, waitMs, gone.signal),
      waitMs,
    );
    return describeDeliveries(page);
  });

  app.post(`${PATH}/ack`, { bodyLimit }, async (request) => {
    const held = readHeld(request, GroupAck);
    return toHeldView(held, await withDeadline(groups.acknowledge(held)));
  });

  app.post(`${PATH}/extend`, { bodyLimit }, async (request) => {
    const { lease, ...held } = readHeld(request, GroupExtend);
    return toHeldView(held, await withDeadline(groups.extend(held, readLease(lease))));
  });

  app.post(`${PATH}/release`, { bodyLimit }, async (request) => {
    const { after, reason, maxDeliveries, ...held } = readHeld(request, GroupRelease);
    const afterMs = readDuration('after', after, 0, LIMITS.groupLeaseMs);
    const answer = await withDeadline(groups.release(held, { afterMs, reason, maxDeliveries }));
    return toHeldView(held, answer);
  });

  app.post(`${PATH}/reset`, { bodyLimit }, async (request) => {
    const reset = readBody(request, GroupReset);
    const name = readGroupName(request.params);
    return withDeadline(async () => {
      const start = await findGroupPlace({ store: parts.store, hasArchive }, name, reset);
      return resetGroup(groups, name, start);
    });
  });

  app.get('/v1/streams/:stream/groups', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listGroups(groups, DEFAULT_TENANT, readStreamName(request.params)));
  });

  app.get(PATH, async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showGroup(groups, readGroupName(request.params)));
  });

  app.delete(PATH, async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const name = readGroupName(request.params);
    const { stream, group } = name;
    if (!(await withDeadline(groups.delete(name)))) throw unknownGroup(stream, group);
    return { stream, group, deleted: true } satisfies GroupDeleted;
  });

  app.get(`${PATH}/dead-letters`, async (request) => {
    const { after, limit } = check(GroupLettersQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listGroupDeadLetters(groups, readGroupName(request.params), after, limit));
  });

  app.post(`${PATH}/dead-letters/redrive`, { bodyLimit }, async (request) => {
    const { positions } = readBody(request, GroupDeadLetters);
    const name = readGroupName(request.params);
    return withDeadline(moveDeadLetters(groups, name, () => groups.redrive(name, positions)));
  });

  app.post(`${PATH}/dead-letters/discard`, { bodyLimit }, async (request) => {
    const { positions } = readBody(request, GroupDeadLetters);
    const name = readGroupName(request.params);
    return withDeadline(moveDeadLetters(groups, name, () => groups.discard(name, positions)));
  });
}

function readBody<T extends z.ZodType>(request: FastifyRequest, schema: T): z.infer<T> {
  check(NoQuery, request.query, 'QUERY_INVALID');
  return check(schema, parseJsonBody(request.body), 'GROUP_INVALID');
}

function readHeld<T extends z.ZodType<Pick<GroupHold, 'consumer' | 'positions' | 'incarnation'>>>(
  request: FastifyRequest,
  schema: T,
) {
  return { ...readBody(request, schema), ...readGroupName(request.params) };
}

const readLease = (lease: number | string): number => readDuration('lease', lease, 1, LIMITS.groupLeaseMs);

function readDuration(path: string, given: number | string, leastMs: number, mostMs: number): number {
  const ms = given === 0 || given === '0' ? 0 : toDurationMs(given);
  if (ms !== undefined && ms >= leastMs && ms <= mostMs) return ms;
  const errors = [
    { path, expected: `a duration from ${leastMs}ms to ${mostMs}ms`, got: String(given).slice(0, 100) },
  ];
  throw new Refusal(422, 'GROUP_INVALID', `Not as expected: ${path}.`, { errors });
}
