import { until } from '@ag06/test-support';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  activation,
  addressOf,
  holdDeliveries,
  idOf,
  serve,
  startTestBrokers,
  stepOf,
} from './fixtures/test-brokers.ts';

let brokers: Awaited<ReturnType<typeof startTestBrokers>>;
beforeEach(async () => {
  brokers = await startTestBrokers();
});
afterEach(() => brokers.stop());

it('remove deletes waiting and delayed jobs, and leaves those in hand', async () => {
  const broker = brokers.createBroker();
  const { process, release } = holdDeliveries();
  const { seen } = serve(broker, process);
  await broker.enqueue([activation('held')]);
  await until(() => seen.length === 1);
  await broker.enqueue([activation('waiting'), activation('delayed', { delayMs: 60_000 })]);
  const addresses = ['held', 'waiting', 'delayed', 'never'].map(addressOf);
  await broker.remove(addresses);
  expect(await broker.locate(addresses)).toEqual(['locked', 'absent', 'absent', 'absent']);
  expect(await broker.countJobs(['x'])).toEqual(new Map([['x', { waiting: 0, active: 1, delayed: 0 }]]));
  release();
  await until(async () => (await broker.locate([addressOf('held')]))[0] === 'absent');
  expect(seen).toHaveLength(1);
});

it('the id of a removed job is free for the same dispatch', async () => {
  const broker = brokers.createBroker();
  await broker.enqueue([activation('a')]);
  await broker.remove([addressOf('a')]);
  await broker.enqueue([activation('a')]);
  expect(await broker.locate([addressOf('a')])).toEqual(['queued']);
});

it('Looks at queues without jobs are a command for each kind of look, however many queues there are', async () => {
  const broker = brokers.createBroker();
  const agents = Array.from({ length: 20 }, (_, i) => `idle.${i}`);
  const entries = ['entry.a', 'entry.b'];
  await brokers.redis.config('RESETSTAT');
  const [states, ...counts] = await Promise.all([
    broker.inspect(agents),
    ...entries.map((queue) => broker.countEntryJobs(queue)),
  ]);
  await broker.recoverStalled(agents);
  await broker.removeUndeliverable(agents, async () => {});
  const asked = await brokers.redis.info('commandstats');
  const callsOf = (command: string) =>
    Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(asked)?.[1] ?? 0);
  expect([callsOf('eval'), callsOf('lrange'), callsOf('zrevrangebyscore')]).toEqual([3, 0, 0]);
  expect([...states.keys()]).toEqual(agents);
  expect(counts).toEqual(entries.map(() => ({ waiting: 0, active: 0, delayed: 0 })));
});

it('Whoever looks for lost jobs tells workers again of a job that waits without a marker, and of none that is due later', async () => {
  const broker = brokers.createBroker();
  await broker.enqueue([activation('waiting')]);
  await broker.enqueue([activation('later', { delayMs: 60_000, agent: 'y' })]);
  const markers = ['x', 'y', 'z'].map((agent) => brokers.keyOf(agent, 'marker'));
  const remind = async () => {
    await brokers.redis.del(...markers);
    await broker.recoverStalled(['x', 'y', 'z']);
    return Promise.all(markers.map((marker) => brokers.redis.exists(marker)));
  };
  expect(await remind()).toEqual([1, 0, 0]);
  // What a worker waited for that died before it was due.
  const delayed = brokers.keyOf('y', 'delayed');
  for (const jobId of await brokers.redis.zrange(delayed, '0', '-1'))
    await brokers.redis.zadd(delayed, 1, jobId);
  expect(await remind()).toEqual([1, 1, 0]);
});

it('each key of a deep queue is lowered once, however many scripts that takes', async () => {
  const broker = brokers.createBroker();
  const count = 2_500;
  const steps = Array.from({ length: count }, (_, i) => `s${i}`);
  // Lowered once, those of the upper half are as high as the lower half was.
  await broker.enqueue(steps.map((step, i) => activation(step, { priorityKey: 1_000 + i })));
  await broker.rebasePriorities(['x'], 1_250, 900);
  const scores = await brokers.redis.zrange('bull:agent.x:prioritized', '0', '-1', 'WITHSCORES');
  const keys = scores.filter((_, i) => i % 2 === 1).map((score) => Math.floor(Number(score) / 2 ** 32));
  expect(keys).toEqual(steps.map((_, i) => Math.max(1, i - 250)).toSorted((a, b) => a - b));
});

it('the keys of waiting and delayed activations are lowered, never below 1, and keep their order', async () => {
  const broker = brokers.createBroker();
  const keys = { tiny: 40, first: 1_000, second: 1_000, third: 3_000 };
  await broker.enqueue(Object.entries(keys).map(([step, priorityKey]) => activation(step, { priorityKey })));
  await broker.enqueue([activation('delayed', { delayMs: 60_000, priorityKey: 2_000 })]);
  await broker.rebasePriorities(['x'], 900);
  const stored = await Promise.all(
    [...Object.keys(keys), 'delayed'].map((step) =>
      brokers.redis.hget(`bull:agent.x:${idOf(step)}`, 'priority'),
    ),
  );
  expect(stored).toEqual(['1', '100', '100', '2100', '1100']);
  expect((await broker.peek(['x'])).get('x')).toBe(1);
  const { seen } = serve(broker);
  await until(() => seen.length === 4);
  expect(seen.map(stepOf)).toEqual(['tiny', 'first', 'second', 'third']);
});

it('jobs that an old client of BullMQ moved away when it paused the queue are known and removed', async () => {
  const broker = brokers.createBroker();
  const key = (name: string) => brokers.keyOf('x', name);
  await brokers.redis.hset(key('plain.1'), { name: 'x', data: '{}', opts: '{}', timestamp: 1 });
  await brokers.redis.lpush(key('wait'), 'plain.1');
  await broker.enqueue([activation('a')]);
  await brokers.redis.rename(key('wait'), key('paused'));
  await brokers.redis.hset(key('meta'), 'paused', '1');
  const plain = { agent: 'x', jobId: 'plain.1' };
  expect((await broker.countJobs(['x'])).get('x')).toMatchObject({ waiting: 2, heldBack: 'paused' });
  expect(await broker.locate([plain, addressOf('a')])).toEqual(['queued', 'queued']);
  await broker.remove([plain]);
  expect(await broker.locate([plain])).toEqual(['absent']);
  expect(await brokers.redis.exists(key('plain.1'))).toBe(0);
});

it('a broker whose server is full rejects with a code, and still answers calls that need no memory', async () => {
  const broker = brokers.createBroker();
  await broker.enqueue([activation('a'), activation('b')]);
  await brokers.redis.config('SET', 'maxmemory', '1');
  const full = { name: 'BrokerError', code: 'BROKER_FULL', message: expect.stringContaining('maxmemory') };
  await expect(broker.enqueue([activation('c')])).rejects.toMatchObject(full);
  await expect(broker.rebasePriorities(['x'], 10)).rejects.toMatchObject(full);
  expect(await broker.countJobs(['x'])).toEqual(new Map([['x', { waiting: 2, active: 0, delayed: 0 }]]));
  expect(await broker.findTurns([addressOf('c')])).toEqual([undefined]);
  // Redis queues no command of a transaction then.
  await expect(broker.locate([addressOf('a')])).rejects.toMatchObject(full);
  await brokers.redis.config('SET', 'maxmemory', '0');
  await broker.enqueue([activation('c')]);
  expect(await broker.locate([addressOf('c')])).toEqual(['queued']);
});
