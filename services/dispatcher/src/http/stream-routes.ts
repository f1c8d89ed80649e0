import { createHash, randomUUID } from 'node:crypto';
import { DEFAULT_TENANT, LIMITS, type StreamDeleted } from '@ag06/contracts';
import { NoQuery, StreamDeleteQuery, StreamEventsQuery, StreamsQuery } from '@ag06/contracts/api';
import { traceIdOf } from '@ag06/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { ReadEvents } from '../intake/intake-task.ts';
import type { Parts } from '../parts.ts';
import { UnansweredAppends } from '../streams/unanswered-appends.ts';
import { appendEvents } from '../use-cases/streams/append-events.ts';
import { deleteStream, listStreams, readStream, showStream } from '../use-cases/streams/streams.ts';
import { needText } from './body-text.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { readStreamName } from './stream-params.ts';

/** The additional time that the store has for each event of a batch, in milliseconds. */
const EVENT_MS = 2;

export function addStreamRoutes(app: FastifyInstance, parts: Parts): void {
  const { events } = parts.store;
  const unanswered = new UnansweredAppends();
  // An event that is as large as it may be still fits, with escapes.
  const bodyLimit = Math.max(LIMITS.appendBytes, 2 * parts.streams.eventBytes);

  app.post('/v1/streams/:stream/events', { bodyLimit }, async (request, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const stream = readStreamName(request.params);
    const text = needText(request.body);
    const read = await parts.intake.run<'events'>({ kind: 'events', text });
    const append = {
      tenant: DEFAULT_TENANT,
      stream,
      ...toCommand(readIdempotencyKey(request), text),
      events: toNewEvents(read, request),
      expect: read.expect,
    };
    const sending = { stream, characters: text.length, send: () => appendEvents(parts, append) };
    const appended = await withDeadline(
      (deadline) => unanswered.during(sending, deadline),
      read.events.length * EVENT_MS,
    );
    return reply.code(appended.events.every(({ duplicate }) => duplicate) ? 200 : 201).send(appended);
  });

  app.get('/v1/streams', async (request) => {
    const { cursor, limit } = check(StreamsQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listStreams(events, DEFAULT_TENANT, cursor, limit));
  });

  app.get('/v1/streams/:stream', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showStream(events, DEFAULT_TENANT, readStreamName(request.params)));
  });

  app.get('/v1/streams/:stream/events', async (request) => {
    const query = check(StreamEventsQuery, request.query, 'QUERY_INVALID');
    return withDeadline(readStream(events, DEFAULT_TENANT, readStreamName(request.params), query));
  });

  app.delete('/v1/streams/:stream', async (request) => {
    const { incarnation } = check(StreamDeleteQuery, request.query, 'QUERY_INVALID');
    const name = readStreamName(request.params);
    await withDeadline(deleteStream(events, DEFAULT_TENANT, name, incarnation));
    return { name, deleted: true } satisfies StreamDeleted;
  });
}

/** The same request with the same key is the same append, and gets the same answer. */
function toCommand(key: string | undefined, body: string) {
  if (key === undefined) return { command: randomUUID() };
  return { command: hash(key), fingerprint: hash(body) };
}

/** 16 bytes of a SHA-256. */
const hash = (text: string): string =>
  createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

/** An id that the caller did not choose is no part of an event: equal events would differ by it. */
function toNewEvents({ events }: ReadEvents, request: FastifyRequest) {
  const { headers, correlation, span } = request;
  const isOfCaller = headers['x-correlation-id'] !== undefined;
  const isTraced = headers.traceparent !== undefined || span !== undefined;
  return events.map((event) => ({
    ...event,
    correlationId: event.correlationId ?? (isOfCaller ? correlation.correlationId : undefined),
    traceId: isTraced ? traceIdOf(correlation.traceparent) : undefined,
  }));
}
