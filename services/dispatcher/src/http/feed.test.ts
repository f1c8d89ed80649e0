import {
  EventStream,
  type RedisServer,
  type ServiceProcess,
  type StreamedEvent,
  startRedis,
  until,
} from '@ag06/test-support';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startDispatcherProcess, untilReady } from './testing/test-dispatcher.ts';

const HEARTBEAT_MS = 50;

let redis: RedisServer;
let dispatchers: ServiceProcess[];
let urls: string[];
const streams: EventStream[] = [];

/** Cuts off who does not read for a moment; another dispatcher waits for a reader that a busy machine keeps. */
const IMPATIENT = { AG06_FEED_STALL_MS: '500' };

const startDispatcher = (env: Readonly<Record<string, string>> = {}) =>
  startDispatcherProcess(redis.url, {
    AG06_FEED_HEARTBEAT_MS: String(HEARTBEAT_MS),
    AG06_FEED_STALL_MS: '60000',
    AG06_PARTITIONS: '3',
    ...env,
  });

beforeAll(async () => {
  redis = await startRedis();
  dispatchers = await Promise.all([startDispatcher(IMPATIENT), startDispatcher()]);
  urls = await Promise.all(dispatchers.map(untilReady));
  for (const name of ['tea', 'cake']) {
    await post('/v1/workflows', { name, steps: { a: { agent: 'x.a' } } });
  }
}, 60_000);
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close();
});
afterAll(async () => {
  await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
  await redis.stop();
});

async function post(path: string, body?: object): Promise<{ runId: string }> {
  const response = await fetch(`${urls[0]}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as { runId: string };
}

/** A run of four events: accepted, started, step scheduled, cancelled. */
async function play(workflow = 'tea', input: unknown = null): Promise<string> {
  const { runId } = await post('/v1/runs', { workflow, input });
  await post(`/v1/runs/${runId}/cancel`);
  return runId;
}

async function open(query = '', options: Parameters<typeof EventStream.open>[1] & { at?: number } = {}) {
  const stream = await EventStream.open(`${urls[options.at ?? 0]}/v1/feed${query}`, options);
  streams.push(stream);
  await until(() => options.paused !== undefined || stream.lastId !== '');
  return stream;
}

type Line = { readonly runId: string; readonly seq: number; readonly type: string };
const lineOf = ({ data }: StreamedEvent): Line => data as Line;
const placeOf = (event: StreamedEvent): string => `${lineOf(event).runId} ${lineOf(event).seq}`;
const runsOf = (stream: EventStream): Set<string> =>
  new Set(stream.events.map((event) => lineOf(event).runId));

describe('the feed', () => {
  it('tells every event of every run at every dispatcher, in the same order and as the run’s log has it', async () => {
    const [one, two] = [await open(), await open('', { at: 1 })];
    expect(one.headers.get('content-type')).toBe('text/event-stream');
    expect(one.headers.get('x-correlation-id')).not.toBeNull();
    const runIds = await Promise.all(Array.from({ length: 20 }, () => play()));
    await until(() => one.events.length === 80 && two.events.length === 80);
    expect(one.events.map(placeOf)).toEqual(two.events.map(placeOf));
    for (const runId of runIds) {
      const own = one.events.filter((event) => lineOf(event).runId === runId);
      const log = (await (await fetch(`${urls[1]}/v1/runs/${runId}/events`)).json()) as { events: Line[] };
      expect(own.map(({ data }) => data)).toEqual(
        log.events.map((event) => ({ ...event, runId, workflow: 'tea' })),
      );
      expect(own.map(({ event }) => event)).toEqual(log.events.map(({ type }) => type));
    }
  }, 60_000);

  it('goes on behind the last id at another dispatcher, with neither a gap nor a repetition', async () => {
    const all = await open();
    const seen: StreamedEvent[] = [];
    let lastId = all.lastId;
    const playing = (async () => {
      for (let n = 0; n < 15; n++) await Promise.all([play(), play()]);
    })();
    for (let turn = 0; seen.length < 120; turn++) {
      const stream = await open('', { at: turn % 2, lastId });
      await until(() => stream.events.length > 10 || seen.length + stream.events.length >= 120);
      await stream.close();
      seen.push(...stream.events);
      lastId = stream.events.at(-1)?.id ?? lastId;
    }
    await playing;
    await until(() => all.events.length === 120);
    expect(seen.map(placeOf)).toEqual(all.events.map(placeOf));
  }, 60_000);

  it('accepts a place in the address, and prefers the header', async () => {
    const start = await open();
    await play();
    await until(() => start.events.length === 4);
    const second = start.events[1]?.id;
    const [byQuery, byHeader] = [
      await open(`?after=${second}`),
      await open('?after=99', { lastId: String(second), at: 1 }),
    ];
    await until(() => byQuery.events.length === 2 && byHeader.events.length === 2);
    expect(byQuery.events.map(placeOf)).toEqual(start.events.slice(2).map(placeOf));
  });

  it('tells only the events that the filters admit', async () => {
    const first = await play();
    const { lastId: after } = await open();
    const [tea, cake, ends, own] = [
      await open(`?workflow=tea&after=${after}`),
      await open(`?workflow=cake&workflow=none&after=${after}`),
      await open(`?type=run.cancelled&type=run.started&after=${after}`),
      await open(`?run=${first}&after=${after}`),
    ];
    const runIds = [await play('tea'), await play('cake')];
    await until(() => tea.events.length === 4 && cake.events.length === 4 && ends.events.length === 4);
    expect(runsOf(tea)).toEqual(new Set(runIds.slice(0, 1)));
    expect(runsOf(cake)).toEqual(new Set(runIds.slice(1)));
    expect(ends.events.map((event) => event.event)).toEqual([
      ...['run.started', 'run.cancelled'],
      ...['run.started', 'run.cancelled'],
    ]);
    expect(own.events).toEqual([]);
  });

  it('sends heartbeats, and moves the id of a reader that is told nothing', async () => {
    const quiet = await open('?run=r0-000000000aaaaaaaaaaaa');
    const from = quiet.lastId;
    await play();
    await until(() => quiet.comments > 3 && Number(quiet.lastId) > Number(from));
    expect(quiet.events).toEqual([]);
  });

  it('cuts off a reader that does not read, says so, and lets it continue where it was', async () => {
    const all = await open('', { at: 1 });
    const resumed = Promise.withResolvers<void>();
    const slow = await open('', { paused: resumed.promise });
    const big = 'x'.repeat(500_000);
    // It is cut off as soon as nothing moves for half a second; what was written before, it can still read for a while.
    const cutOff = dispatchers[0]?.waitForLine(/FEED_STALLED/, 50_000).then(() => resumed.resolve());
    for (let n = 0; n < 40; n++) await play('tea', big);
    await until(() => all.events.length === 160);
    await cutOff;
    await slow.ended;
    expect(slow.events.at(-1)).toMatchObject({ event: 'end', data: { code: 'FEED_STALLED' } });
    const seen = slow.events.slice(0, -1);
    expect(seen.length).toBeLessThan(160);
    const rest = await open('', { lastId: slow.lastId, at: 1 });
    await until(() => seen.length + rest.events.length === 160);
    expect([...seen, ...rest.events].map(placeOf)).toEqual(all.events.map(placeOf));
  }, 60_000);

  it.each([
    ['?after=yesterday', 422, 'FEED_POSITION_INVALID'],
    ['?after=12.34', 422, 'FEED_POSITION_INVALID'],
    ['?after=999999999999999', 422, 'FEED_POSITION_INVALID'],
    ['?after=1000000000000', 410, 'FEED_POSITION_GONE'],
    ['?type=run.exploded', 422, 'QUERY_INVALID'],
    ['?run=mine', 422, 'QUERY_INVALID'],
    ['?colour=red', 422, 'QUERY_INVALID'],
  ])('refuses %s', async (query, status, code) => {
    const response = await fetch(`${urls[0]}/v1/feed${query}`);
    expect({ status: response.status, ...((await response.json()) as object) }).toMatchObject({
      status,
      code,
    });
    expect((await fetch(`${urls[0]}/v1/feed`, { method: 'HEAD' })).status).toBe(405);
  });

  it('ends with an event when its dispatcher stops, which waits for no reader', async () => {
    // Longer than this test may take, so it fails if the stop waits for the reader.
    const dispatcher = await startDispatcher({ AG06_DRAIN_TIMEOUT_MS: '600000' });
    const stream = await EventStream.open(`${await untilReady(dispatcher)}/v1/feed`);
    streams.push(stream);
    await until(() => stream.lastId !== '');
    expect(await dispatcher.kill('SIGTERM')).toMatchObject({ code: 0 });
    await stream.ended;
    expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: { code: 'DISPATCHER_STOPPING' } });
  }, 60_000);
});
