import { DEFAULT_TENANT } from '@ag06/contracts';
import { StreamFeedQuery } from '@ag06/contracts/api';
import { toLogIds } from '@ag06/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { toDefect } from '../refusals/to-defect.ts';
import { parseStreamFeedId, type StreamPlace } from '../streams/stream-feed-id.ts';
import type { StreamHub } from '../streams/stream-hub.ts';
import type { StreamLine } from '../streams/stream-line.ts';
import { StreamReader } from '../streams/stream-reader.ts';
import { deletedStream, positionAhead, unknownStream } from '../use-cases/streams/stream-refusals.ts';
import { beginEventStream } from './begin-event-stream.ts';
import type { FeedSettings } from './feed-routes.ts';
import { sendFeed } from './send-feed.ts';
import { readStreamName } from './stream-params.ts';

export function addStreamFeedRoutes(
  app: FastifyInstance,
  parts: Parts,
  hub: StreamHub,
  { heartbeatMs, stallMs }: Pick<FeedSettings, 'heartbeatMs' | 'stallMs'>,
): void {
  app.get('/v1/streams/:stream/feed', { exposeHeadRoute: false }, async (request, reply) => {
    const query = check(StreamFeedQuery, request.query, 'QUERY_INVALID');
    const stream = readStreamName(request.params);
    const after = readAfter(request, query.after);
    const joining = hub.join(DEFAULT_TENANT, stream);
    const watched = await withDeadline(joining).catch((error) => {
      joining.then((late) => hub.leave(late)).catch(() => {});
      throw error;
    });
    try {
      const place = await withDeadline(findPlace(parts, stream, after));
      beginEventStream(reply);
      const end = await sendFeed(reply.raw, new StreamReader(watched, place), {
        isWanted: toFilter(query),
        // A type of the user's own may be `end`, but has no such character.
        endEvent: '!end',
        heartbeatMs,
        stallMs,
        stopping: hub.stopping,
        onDefect: (error) => toDefect(parts.log, error, toLogIds(request.correlation), 'A feed'),
      });
      if (end !== 'READER_GONE')
        parts.log.info(
          { ...toLogIds(request.correlation), stream, end },
          'A reader of a stream was cut off.',
        );
    } finally {
      hub.leave(watched);
    }
  });
}

/** A reconnecting browser sends `Last-Event-ID`, which is newer than the address it began with. */
function readAfter(request: FastifyRequest, after: string | undefined): StreamPlace | undefined {
  const header = request.headers['last-event-id'];
  const id = typeof header === 'string' && header !== '' ? header : after;
  return id === undefined ? undefined : parseStreamFeedId(id);
}

/**
 * Without a place, a reader begins behind the last event. Throws `Refusal` STREAM_UNKNOWN, POSITION_AHEAD, or STREAM_DELETED,
 * because a browser that were answered 200 would come back for ever.
 */
async function findPlace(
  { store }: Pick<Parts, 'store'>,
  stream: string,
  after: StreamPlace | undefined,
): Promise<StreamPlace> {
  const description = await store.events.describe(DEFAULT_TENANT, stream);
  const of = after?.incarnation;
  if (of !== undefined && of !== description?.incarnation) throw deletedStream(stream);
  if (description === undefined) throw unknownStream(stream);
  const { last, incarnation } = description;
  if (after !== undefined && after.position > last.position)
    throw positionAhead(stream, after.position, last.position);
  return after ?? { position: last.position, incarnation };
}

function toFilter({ type, correlationId }: ReturnType<typeof StreamFeedQuery.parse>) {
  return (line: StreamLine): boolean =>
    (type === undefined || line.type === type) &&
    (correlationId === undefined || line.correlationId === correlationId);
}
