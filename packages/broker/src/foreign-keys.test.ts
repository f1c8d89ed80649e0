import { until } from '@ag06/test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Broker, UndeliverableJob } from './broker.ts';
import {
  activation,
  addressOf,
  DONE,
  holdDeliveries,
  idOf,
  serve,
  startTestBrokers,
} from './fixtures/test-brokers.ts';
import { QUEUE_KEY_TYPES } from './queue-key-types.ts';

let brokers: Awaited<ReturnType<typeof startTestBrokers>>;
beforeAll(async () => {
  brokers = await startTestBrokers();
});
beforeEach(() => brokers.redis.flushall());
afterAll(() => brokers.stop());

const keyOf = (name: string) => `bull:agent.x:${name}`;
const QUEUES = ['agent.x', 'agent.y'];

async function withBroker(act: (broker: Broker) => Promise<void>): Promise<void> {
  const broker = brokers.createBroker();
  try {
    await act(broker);
  } finally {
    await broker.close();
  }
}

/** Puts a value of a type there that BullMQ never does. */
async function breakKey(name: string): Promise<void> {
  await brokers.redis.del(keyOf(name));
  if (QUEUE_KEY_TYPES.get(name) === 'list') await brokers.redis.set(keyOf(name), 'theirs');
  else await brokers.redis.rpush(keyOf(name), 'theirs');
}

async function setAside(broker: Broker): Promise<UndeliverableJob[]> {
  const dead: UndeliverableJob[] = [];
  await broker.setForeignAside(QUEUES, async (job) => void dead.push(job));
  return dead;
}

const NAMES = [...QUEUE_KEY_TYPES.keys()];

describe.each(NAMES)('a queue whose key %s has another type', (name) => {
  it('does not stop other queues', () =>
    withBroker(async (broker) => {
      await broker.enqueue([activation('a')]);
      await breakKey(name);
      await broker.enqueue([activation('b'), activation('good', { agent: 'y' })]).catch(() => {});
      const agents = ['x', 'y'];
      const good = { agent: 'y', jobId: idOf('good') };
      expect((await broker.peek(agents)).get('y')).toBe(31);
      expect((await broker.countJobs(agents)).get('y')?.waiting).toBe(1);
      expect((await broker.inspect(agents)).get('y')?.head?.jobId).toBe(good.jobId);
      expect((await broker.findLongestWaits(agents)).has('y')).toBe(true);
      expect((await broker.findTurns([addressOf('a'), good]))[1]?.ahead).toBe(0);
      expect((await broker.locate([addressOf('a'), good]))[1]).toBe('queued');
      await broker.countEntryJobs('agent.x');
      await broker.recoverStalled(agents);
      await broker.removeUndeliverable(agents, async () => {});
      await broker.rebasePriorities(agents, 10);
      expect((await broker.peek(agents)).get('y')).toBe(21);
      await broker.remove([addressOf('a'), good]);
      expect(await broker.locate([good])).toEqual(['absent']);
    }));

  it('has it set aside as a dead letter, and works again', () =>
    withBroker(async (broker) => {
      await breakKey(name);
      const isList = QUEUE_KEY_TYPES.get(name) === 'list';
      const [letter, ...others] = await setAside(broker);
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ queue: 'agent.x', jobId: name, reason: 'QUEUE_KEY_FOREIGN' });
      expect(JSON.parse(letter?.data ?? '')).toMatchObject({
        key: keyOf(name),
        type: isList ? 'string' : 'list',
        movedTo: `${keyOf(name)}:foreign`,
      });
      expect(await setAside(broker)).toEqual([]);
      expect(await brokers.redis.type(`${keyOf(name)}:foreign`)).toBe(isList ? 'string' : 'list');
      const { seen } = serve(broker, async () => DONE);
      await broker.enqueue([activation('a')]);
      await until(() => seen.length === 1);
    }));
});

it.each(['wait', 'prioritized', 'delayed', 'marker', 'meta', 'pc'])(
  'goes on with a consumer whose queue had a %s of another type',
  (name) =>
    withBroker(async (broker) => {
      const { seen, consumer } = serve(broker);
      await broker.enqueue([activation('before')]);
      await until(() => seen.length === 1);
      await breakKey(name);
      await broker.enqueue([activation('meanwhile')]).catch(() => {});
      await setAside(broker);
      await broker.enqueue([activation('after')]);
      await until(() => seen.some(({ jobId }) => jobId === idOf('after')));
      await consumer.stop();
    }),
);

it('the foreign key that was set aside first is kept, and one that comes in its place later is dropped', () =>
  withBroker(async (broker) => {
    await breakKey('wait');
    await setAside(broker);
    await brokers.redis.set(keyOf('wait'), 'again');
    expect(await setAside(broker)).toHaveLength(1);
    expect(await brokers.redis.get(`${keyOf('wait')}:foreign`)).toBe('theirs');
    expect(await brokers.redis.exists(keyOf('wait'))).toBe(0);
  }));

it.each(['pc', 'id', 'limiter'])('a counter %s that is no number is foreign', (name) =>
  withBroker(async (broker) => {
    await brokers.redis.set(keyOf(name), 'many');
    expect(await setAside(broker)).toMatchObject([{ jobId: name, reason: 'QUEUE_KEY_FOREIGN' }]);
    await brokers.redis.set(keyOf(name), '41');
    expect(await setAside(broker)).toEqual([]);
  }),
);

it.each(['active', 'wait', 'prioritized', 'delayed'])(
  'sets a job on %s aside whose key is no hash, and leaves the others',
  (place) =>
    withBroker(async (broker) => {
      await broker.enqueue([activation('good')]);
      await brokers.redis.set(keyOf('bad.1'), 'no hash');
      await brokers.redis.sadd(keyOf('bad.2'), 'no hash');
      for (const jobId of ['bad.1', 'bad.2']) {
        if (place === 'active' || place === 'wait') await brokers.redis.rpush(keyOf(place), jobId);
        else await brokers.redis.zadd(keyOf(place), 1, jobId);
      }
      const dead = await setAside(broker);
      expect(dead.map(({ jobId, reason }) => `${jobId} ${reason}`).toSorted()).toEqual([
        'bad.1 JOB_MALFORMED',
        'bad.2 JOB_MALFORMED',
      ]);
      expect(dead.find(({ jobId }) => jobId === 'bad.1')?.data).toContain('no hash');
      expect(await brokers.redis.keys(keyOf('bad.*'))).toEqual([]);
      expect(await setAside(broker)).toEqual([]);
      const { seen } = serve(broker);
      await until(() => seen.length === 1);
      expect(seen[0]?.jobId).toBe(idOf('good'));
    }),
);

it('a foreign key stays if its dead letter could not be written, and other queues are still checked', () =>
  withBroker(async (broker) => {
    await breakKey('wait');
    await brokers.redis.set('bull:agent.y:wait', 'theirs');
    const asked: string[] = [];
    const failing = broker.setForeignAside(QUEUES, async ({ queue }) => {
      asked.push(queue);
      if (queue === 'agent.x') throw new Error('the store is away');
    });
    await expect(failing).rejects.toThrow('the store is away');
    expect(asked).toEqual(QUEUES);
    expect(await brokers.redis.type(keyOf('wait'))).toBe('string');
    expect(await brokers.redis.exists('bull:agent.y:wait')).toBe(0);
  }));

it('a stalled check that never ends is foreign, so that stalled jobs are recovered again', () =>
  withBroker(async (broker) => {
    await brokers.redis.set(keyOf('stalled-check'), '1', 'PX', 60_000);
    expect(await setAside(broker)).toEqual([]);
    await brokers.redis.set(keyOf('stalled-check'), '1');
    expect(await setAside(broker)).toMatchObject([{ jobId: 'stalled-check', reason: 'QUEUE_KEY_FOREIGN' }]);
    expect(await brokers.redis.exists(keyOf('stalled-check'))).toBe(0);
  }));

it('the lock of a job that a consumer holds is left alone', () =>
  withBroker(async (broker) => {
    const { process, release } = holdDeliveries();
    const { seen } = serve(broker, process);
    await broker.enqueue([activation('a')]);
    await until(() => seen.length === 1);
    expect(await setAside(broker)).toEqual([]);
    expect(await broker.locate([addressOf('a')])).toEqual(['locked']);
    release();
  }));

it.each([
  ['is no string', (key: string) => brokers.redis.sadd(key, 'theirs')],
  ['never ends', (key: string) => brokers.redis.set(key, 'theirs')],
])('a job is freed whose lock %s, so that it is recovered', (_, lock) =>
  withBroker(async (broker) => {
    await broker.enqueue([activation('a')]);
    await brokers.redis.zrem(keyOf('prioritized'), idOf('a'));
    await brokers.redis.rpush(keyOf('active'), idOf('a'));
    await lock(keyOf(`${idOf('a')}:lock`));
    expect(await broker.locate([addressOf('a')])).toEqual(['locked']);
    expect(await setAside(broker)).toMatchObject([
      { jobId: `${idOf('a')}:lock`, reason: 'QUEUE_KEY_FOREIGN' },
    ]);
    expect(await broker.locate([addressOf('a')])).toEqual(['unlocked']);
  }),
);
