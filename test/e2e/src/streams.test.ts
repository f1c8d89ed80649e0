import { fileURLToPath } from 'node:url';
import { Client, type Delivered } from '@ag06/client';
import { type ServiceProcess, startProcess, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pointsIn } from './fault-table.ts';
import { FleetHealth } from './fleet-health.ts';
import { TestFleet } from './test-fleet.ts';

const AGENTS = fileURLToPath(new URL('./stream-agents.ts', import.meta.url));
const CONSUMER = new URL('./stream-consumer.ts', import.meta.url);
const NOTE = {
  name: 'note',
  steps: {
    a: {
      agent: 'stream.note',
      with: { texts: '${input.texts}', fails: '${input.fails}' },
      retry: { initialDelay: 10, jitter: 'none' },
    },
  },
  output: '${steps.a.output}',
};

let fleet: TestFleet;
let first: ServiceProcess | undefined;
let clients: readonly [Client, Client];
beforeAll(async () => {
  const env = { AG06_WATCHDOG_MS: '1000', AG06_STREAM_LATE: '1s' };
  fleet = await TestFleet.start(0, env);
  first = fleet.dispatcher;
  const urls = [fleet.url];
  await fleet.startDispatcher(env);
  urls.push(fleet.url);
  clients = [new Client({ url: urls[0] ?? '' }), new Client({ url: urls[1] ?? '' })];
  await fleet.push(NOTE);
  await fleet.push({
    name: 'oversized',
    steps: { a: { agent: 'stream.oversized' } },
    output: '${steps.a.output}',
  });
}, 60_000);
afterAll(async () => {
  await first?.stop();
  await fleet.stop();
});

it('health names a group whose oldest event has waited for AG06_STREAM_LATE, and no longer once that is settled', async () => {
  const health = new FleetHealth(() => fleet.url);
  await clients[0].streams.append('slow', { type: 'made', data: 1 });
  const group = (verb: string, body: object) =>
    fleet.call('POST', `/v1/streams/slow/groups/mailer/${verb}`, body);
  const { body: page } = await group('read', { consumer: 'c', lease: '10m' });
  const { reasons } = await health.untilSick('store', 'STREAM_GROUP_LATE');
  expect(reasons[0]?.message).toMatch(/^The group mailer of the stream slow lags by 1 events/);
  const held = { consumer: 'c', positions: [1], incarnation: page.incarnation };
  expect(await group('ack', held)).toMatchObject({ status: 200, body: { refused: [] } });
  await until(
    async () => (await health.of('store')).reasons.every(({ code }) => code !== 'STREAM_GROUP_LATE'),
    { timeoutMs: 60_000, message: 'health no longer names the group' },
  );
}, 120_000);

async function textsOf(correlationId: string): Promise<unknown[]> {
  const texts: unknown[] = [];
  for await (const { data } of clients[0].streams.read('notes', { correlationId }))
    texts.push((data as { text: string }).text);
  return texts;
}

/** One in the second batch is so large that the stream has it by reference. */
const texts = Array.from({ length: 250 }, (_, i) => (i === 200 ? 'large'.repeat(60_000) : `t${i}`));

it.each(pointsIn('a worker that appends'))(
  'a worker that dies at %s loses no event that its handler appended, and appends none twice',
  async (point) => {
    const env = { AG06_AGENTS: AGENTS };
    // The second batch of the step.
    const faulty = await fleet.startWorker({ ...env, AG06_TEST_FAULT: `${point}:2` });
    const headers = { 'x-correlation-id': point };
    const runId = await fleet.submit('note', { texts, fails: true }, headers);
    expect((await faulty.exited).signal).toBe('SIGKILL');
    const worker = await fleet.startWorker(env);
    expect(await fleet.result(runId, 60)).toMatchObject({ status: 'completed' });
    await worker.stop();
    expect(await textsOf(point)).toEqual(texts);
  },
  120_000,
);

it('all that happened under a correlation id is one timeline, whichever dispatcher is asked', async () => {
  const id = 'append.after';
  const types: string[] = [];
  const times: string[] = [];
  for await (const entry of clients[1].correlation(id)) {
    types.push('run' in entry ? entry.event.type : `${entry.stream} ${entry.event.type}`);
    times.push(entry.at);
  }
  expect(times).toEqual(times.toSorted());
  expect(types.filter((type) => type === 'notes noted')).toHaveLength(texts.length);
  expect([types[0], types.at(-1)]).toEqual(['run.accepted', 'run.completed']);
  expect(types.indexOf('step.started')).toBeLessThan(types.indexOf('notes noted'));
});

it('an event that is too large is refused where it is appended, and the step goes on', async () => {
  const worker = await fleet.startWorker({ AG06_AGENTS: AGENTS });
  const runId = await fleet.submit('oversized');
  expect(await fleet.result(runId, 60)).toMatchObject({ status: 'completed', output: 'EVENT_TOO_LARGE' });
  await worker.stop();
}, 60_000);

it('what consumers held when they were killed is delivered to others: nothing is lost, and nothing acknowledged comes again', async () => {
  const last = (await clients[0].streams.get('notes')).last.position;
  const taken: number[] = [];
  for (let killed = 0; killed < 2; killed++) {
    const consumer = await startProcess({ entry: CONSUMER, env: { AG06_URL: fleet.url } });
    const [, held] = await consumer.waitForLine(/holds (\d+)/, 60_000);
    const took = consumer.stdout.flatMap((line) => /took (\d+)/.exec(line)?.[1] ?? []).map(Number);
    expect([taken.includes(Number(held)), took.length]).toEqual([false, 2]);
    taken.push(...took);
    await consumer.kill('SIGKILL');
  }
  const stop = new AbortController();
  const seen: Delivered[] = [];
  const group = clients[0].streams.group('notes', 'readers');
  await group.consume(
    (event) => {
      seen.push(event);
      if (seen.length + taken.length >= last) stop.abort();
    },
    { signal: stop.signal, limit: 200 },
  );
  const positions = [...taken, ...seen.map(({ position }) => position)].sort((a, b) => a - b);
  expect(positions).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  expect(seen.filter(({ delivery }) => delivery > 1).length).toBeGreaterThan(0);
  expect(await group.get()).toMatchObject({ lag: 0, pending: 0, deadLetters: 0 });
}, 120_000);

it('a feed of a stream goes on at another dispatcher, and ends when the stream is deleted', async () => {
  const feed = clients[0].streams.feed('notes', {}, { after: '0' });
  const seen: number[] = [];
  for await (const { position } of feed) if (seen.push(position) === 5) break;
  const rest = clients[1].streams.feed('notes', {}, { after: feed.lastId });
  await clients[1].streams.append('notes', { type: 'end' });
  const types: string[] = [];
  for await (const { position, type } of rest) {
    seen.push(position);
    types.push(type);
    if (type === 'end') await clients[0].streams.delete('notes');
  }
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => i + 1));
  expect(types.at(-1)).toBe('end');
}, 60_000);
