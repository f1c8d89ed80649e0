import { PlanCache } from '@ag06/runtime';
import { createMemoryStore } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import type { FastifyInstance } from 'fastify';
import { StoreCeiling } from '../../ceiling/store-ceiling.ts';
import { StoreClock } from '../../clock/store-clock.ts';
import { FeedHub } from '../../feed/feed-hub.ts';
import { HealthWatch } from '../../health/health-watch.ts';
import { RequestLog } from '../../health/request-log.ts';
import type { Parts } from '../../parts.ts';
import { FleetReadings } from '../../readings/fleet-readings.ts';
import { ResultWaiters } from '../../result-waiters.ts';
import { ScaleBoard } from '../../scale/scale-board.ts';
import { StreamHub } from '../../streams/stream-hub.ts';
import { addRoutes } from '../add-routes.ts';
import { CursorCodec } from '../cursor.ts';
import type { Door } from '../door/judge-caller.ts';
import { createServer } from '../server.ts';

const STREAMS = { dedupeMs: 60_000, eventBytes: 1_000_000 };

/** Creates the API of a dispatcher on a store in memory, without listening. */
export function createMemoryApi(door: Partial<Door> = {}, more: Partial<Parts> = {}): FastifyInstance {
  const store = more.store ?? createMemoryStore();
  const book = createMetricBook();
  const parts = {
    store,
    plans: new PlanCache(store.workflows),
    isStoreUp: () => true,
    book,
    clock: new StoreClock(store),
    ceiling: new StoreCeiling({ storeBytes: undefined, book }),
    streams: STREAMS,
    scale: new ScaleBoard(),
    appends: new RequestLog(),
    ...more,
  } as unknown as Parts;
  const app = createServer(parts, { host: '127.0.0.1', names: [], ...door });
  // A request that is injected has its whole body, and does not say so.
  app.addHook('preHandler', async ({ raw }) => {
    raw.complete = true;
  });
  addRoutes(app, {
    parts,
    waiters: new ResultWaiters(store.runs),
    cursors: new CursorCodec('secret'),
    feed: new FeedHub(store.feed),
    streams: new StreamHub(store.events, { readersMax: 1 }),
    links: { trace: 'http://traces/{traceId}' },
    feedSettings: { windowMs: 1, heartbeatMs: 1, stallMs: 1, readersMax: 1 },
    health: new HealthWatch({ parts, readings: new FleetReadings(parts), duties: [], reconnects: () => 0 }),
    scrape: async () => '',
  });
  return app;
}
