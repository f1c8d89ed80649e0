import { NonRetryable } from '@ag06/agent-kit';
import { createRedisConnection } from '@ag06/broker';
import { Repeater, type RunContext } from '@ag06/runtime';
import { createRedisStore } from '@ag06/store-redis';
import { createMetricBook } from '@ag06/telemetry';
import { startRedis } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { planOf } from '../testing/plan-of.ts';
import { silentLog } from '../testing/silent-log.ts';
import { openStreams } from './open-streams.ts';

const RUN: RunContext = {
  runId: 'r0-000000000aaaaaaaaaaaa',
  meta: {
    workflow: 'w',
    version: 'v',
    tenant: 'default',
    correlationId: 'order-7',
    priority: 'normal',
    tags: [],
  },
  plan: planOf({ name: 'w', steps: { a: { agent: 'x' } } }),
  createdAt: 0,
  values: new Map(),
};
const FULL = 1_000;

it('a handler whose Redis is gone appends until its buffer is full; all of that is stored once when Redis is back', async () => {
  // What it has answered is not lost with it.
  await using server = await startRedis({ args: ['--appendfsync', 'always'] });
  const redis = createRedisConnection(server.url, 'store', () => {});
  const { events } = createRedisStore({ redis });
  const book = createMetricBook();
  let ids = 0;
  const parts = {
    appends: { events, dedupeMs: 60_000, eventBytes: 1_000 },
    repeater: new Repeater(silentLog, book),
    createId: () => `c${++ids}`,
    closed: new AbortController().signal,
    book,
  };
  const open = () => openStreams(parts, RUN, `${RUN.runId}:a`);
  const streams = open();
  const notes = streams.open('notes');
  await notes.append('noted', 1);
  await server.kill();
  const appends = Array.from({ length: FULL }, (_, n) => notes.append('noted', n + 2));
  const codeOf = (append: () => unknown) => {
    try {
      return append();
    } catch (error) {
      return error instanceof NonRetryable && error.code;
    }
  };
  expect(codeOf(() => notes.append('noted', 'one too many'))).toBe('APPENDS_TOO_MANY');
  await server.restart();
  const positions = (await Promise.all(appends)).map(({ position }) => position);
  expect(positions).toEqual(Array.from({ length: FULL }, (_, n) => n + 2));
  expect(await streams.end()).toBeUndefined();
  // The next attempt of the step.
  const again = await open().open('notes').append('noted', 1);
  expect(again).toMatchObject({ position: 1, duplicate: true });
  const stored = await events.describe('default', 'notes');
  expect(stored).toMatchObject({ last: { position: FULL + 1 } });
  redis.disconnect();
}, 60_000);
