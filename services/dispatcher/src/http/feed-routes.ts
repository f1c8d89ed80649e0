import { Refusal } from '@ag06/contracts';
import { FeedQuery } from '@ag06/contracts/api';
import type { FeedPosition } from '@ag06/store';
import { toLogIds } from '@ag06/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import type { FeedHub } from '../feed/feed-hub.ts';
import { parseFeedId } from '../feed/feed-id.ts';
import type { FeedLine } from '../feed/feed-line.ts';
import { FeedReader } from '../feed/feed-reader.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { toDefect } from '../refusals/to-defect.ts';
import { beginEventStream } from './begin-event-stream.ts';
import { sendFeed } from './send-feed.ts';

/** A position further ahead of the store's clock than this was never in the feed. */
const AHEAD_MAX_MS = 60_000;

export interface FeedSettings {
  /** How far back a reader may go, in milliseconds. */
  readonly windowMs: number;
  readonly heartbeatMs: number;
  readonly stallMs: number;
  readonly readersMax: number;
}

export function addFeedRoutes(
  app: FastifyInstance,
  parts: Parts,
  hub: FeedHub,
  settings: FeedSettings,
): void {
  app.get('/v1/feed', { exposeHeadRoute: false }, async (request, reply) => {
    const query = check(FeedQuery, request.query, 'QUERY_INVALID');
    const after = readAfter(request, query.after);
    const joining = hub.join();
    const following = await withDeadline(joining).catch((error) => {
      joining.then(() => hub.leave()).catch(() => {});
      throw error;
    });
    try {
      if (after !== undefined) checkAfter(after, following.settledAt, settings.windowMs);
      beginEventStream(reply);
      const { heartbeatMs, stallMs } = settings;
      const isWanted = toFilter(query);
      const end = await sendFeed(reply.raw, new FeedReader(hub, following, after), {
        isWanted,
        endEvent: 'end',
        heartbeatMs,
        stallMs,
        stopping: hub.stopping,
        onDefect: (error) => toDefect(parts.log, error, toLogIds(request.correlation), 'A feed'),
      });
      if (end !== 'READER_GONE')
        parts.log.info({ ...toLogIds(request.correlation), end }, 'A reader of the feed was cut off.');
    } finally {
      hub.leave();
    }
  });
}

/** A reconnecting browser sends `Last-Event-ID`, which is newer than the address it began with. */
function readAfter(request: FastifyRequest, after: string | undefined): FeedPosition | undefined {
  const header = request.headers['last-event-id'];
  const id = typeof header === 'string' && header !== '' ? header : after;
  return id === undefined ? undefined : parseFeedId(id);
}

function checkAfter({ at }: FeedPosition, now: number, windowMs: number): void {
  const errors = [
    { path: 'after', expected: `a place of the last ${windowMs / 1_000} s`, got: new Date(at).toISOString() },
  ];
  if (at < now - windowMs) {
    const message =
      'The feed does not go back so far. Follow it from now on, and read the runs with GET /v1/runs?from=.';
    throw new Refusal(410, 'FEED_POSITION_GONE', message, { errors });
  }
  if (at > now + AHEAD_MAX_MS) {
    throw new Refusal(422, 'FEED_POSITION_INVALID', 'This place in the feed is yet to come.', { errors });
  }
}

function toFilter({ run, workflow, type }: ReturnType<typeof FeedQuery.parse>): (line: FeedLine) => boolean {
  const allows = <T>(wanted: readonly T[]): ((value: T) => boolean) => {
    const set = new Set(wanted);
    return (value) => set.size === 0 || set.has(value);
  };
  const [allowsRun, allowsWorkflow, allowsType] = [allows(run), allows(workflow), allows(type)];
  return (line) => allowsRun(line.runId) && allowsWorkflow(line.workflow) && allowsType(line.type);
}
