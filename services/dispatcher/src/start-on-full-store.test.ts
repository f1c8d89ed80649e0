import { openBackend } from '@ag06/backend';
import { createRedisConnection } from '@ag06/broker';
import { createMetricBook } from '@ag06/telemetry';
import { startRedis, until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Dispatcher } from './dispatcher.ts';

it('a dispatcher whose store fills while it starts says what to do, and starts when there is room', async () => {
  const server = await startRedis({ appendonly: false });
  const redis = createRedisConnection(server.url, 'store', () => {});
  const backend = await openBackend(server.url, { onError: () => {} });
  const { store, broker } = backend;
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const dispatcher = new Dispatcher({
    links: {},
    isArchiveSet: true,
    id: 'd',
    store,
    broker,
    log,
    host: '127.0.0.1',
    port: 0,
    hostNames: [],
    dashboard: undefined,
    retentionMs: 60_000,
    streamRetention: { keptMs: undefined, byStream: new Map() },
    keep: { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' },
    dedupeTtlMs: 60_000,
    feed: { windowMs: 1, heartbeatMs: 1_000, stallMs: 1_000, readersMax: 1 },
    streams: { dedupeMs: 1, eventBytes: 1_024 },
    isStoreUp: () => true,
    reconnects: () => 0,
    book: createMetricBook(),
    scrape: async () => '',
  });
  await redis.config('SET', 'maxmemory', '1');
  const started = dispatcher.start();
  await until(() => lines.some((line) => /"code":"STORE_FULL".*raise maxmemory/.test(line)));
  await redis.config('SET', 'maxmemory', '0');
  expect(await started).toMatch(/^http:/);
  await dispatcher.stop();
  await backend.close();
  redis.disconnect();
  await server.stop();
}, 60_000);
