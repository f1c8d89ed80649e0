import { until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { Broker, DeliveryEnd } from './broker.ts';
import {
  activation,
  addressOf,
  createTestBroker,
  DONE,
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

const isIdle = async (broker: Broker) => {
  const counts = (await broker.countJobs(['x'])).get('x');
  return counts !== undefined && counts.waiting + counts.active + counts.delayed === 0;
};

it('the broker adds every job once although the connection breaks in the middle', async () => {
  const connection = brokers.createConnection();
  const broker = createTestBroker(connection);
  await broker.enqueue([activation('first')]);
  const steps = Array.from({ length: 5_000 }, (_, i) => `s${i}`);
  const adding = broker.enqueue(steps.map((step) => activation(step)));
  // Once some replies are here, the client gives up the rest of a pipeline.
  const { stream } = connection as Redis;
  await new Promise((resolve) => stream.once('data', resolve));
  stream.destroy();
  await adding;
  expect((await broker.countJobs(['x'])).get('x')?.waiting).toBe(1 + steps.length);
  await broker.close();
});

it('priority keys that BullMQ would refuse or misunderstand are brought into its range', async () => {
  const broker = brokers.createBroker();
  const keys = { huge: 2 ** 30, zero: 0, negative: -5, fraction: 1.5 };
  for (const [step, priorityKey] of Object.entries(keys)) {
    await broker.enqueue([activation(step, { priorityKey })]);
  }
  expect((await broker.peek(['x'])).get('x')).toBe(1);
  const { seen } = serve(broker);
  await until(() => seen.length === 4);
  expect(seen.map(stepOf)).toEqual(['zero', 'negative', 'fraction', 'huge']);
});

it('a closed broker takes nothing and adds nothing', async () => {
  const broker = brokers.createBroker();
  await broker.close();
  await expect(broker.enqueue([activation('a')])).rejects.toThrow('closed');
  expect(() => serve(broker)).toThrow('closed');
});

describe('a process function that rejects', () => {
  it('is reported, and gets its job again', async () => {
    const broker = brokers.createBroker();
    const ends: (() => DeliveryEnd)[] = [
      () => {
        throw new Error('a defect');
      },
    ];
    const causes: unknown[] = [];
    let deliveries = 0;
    broker.serve('x', {
      concurrency: 1,
      process: async () => {
        deliveries++;
        return ends.shift()?.() ?? DONE;
      },
      onError: (error) => causes.push(error.cause),
    });
    await broker.enqueue([activation('a')]);
    await until(() => deliveries === 2);
    expect(causes).toMatchObject([{ message: 'a defect' }]);
    await until(() => isIdle(broker));
  });
});

describe('a queue that others wrote to', () => {
  const write = (jobId: string, fields: Readonly<Record<string, string | number>>) =>
    brokers.redis.hset(`bull:agent.x:${jobId}`, { name: 'x', opts: '{}', timestamp: 1, ...fields });

  it('loses a job that is on it twice', async () => {
    const broker = brokers.createBroker();
    await write('twice.1', { data: '{"n":1}' });
    await brokers.redis.lpush('bull:agent.x:wait', 'twice.1', 'twice.1');
    await broker.enqueue([activation('good')]);
    const { seen } = serve(broker, async () => DONE, 5);
    await until(() => isIdle(broker));
    expect(seen.map(({ jobId }) => jobId)).toEqual(expect.arrayContaining(['twice.1', idOf('good')]));
    expect(seen.filter(({ jobId }) => jobId === idOf('good'))).toHaveLength(1);
    expect(await brokers.redis.exists('bull:agent.x:twice.1')).toBe(0);
  });

  it('loses a job with a broken parent as soon as the job was delivered', async () => {
    const broker = brokers.createBroker();
    await write('orphan.1', { data: '{}', parent: 'not json', parentKey: 'bull:gone:1' });
    await brokers.redis.lpush('bull:agent.x:wait', 'orphan.1');
    const { seen } = serve(broker);
    await until(() => isIdle(broker));
    expect(seen.map(({ jobId, data }) => [jobId, data])).toEqual([['orphan.1', undefined]]);
  });

  it('counts a negative priority as the most urgent of all', async () => {
    const broker = brokers.createBroker();
    await brokers.redis.zadd('bull:agent.x:prioritized', -3 * 2 ** 32, 'theirs.1');
    await broker.enqueue([activation('a')]);
    expect((await broker.peek(['x'])).get('x')).toBe(0);
  });

  it('does not take the left-over keys of a job for a job', async () => {
    const broker = brokers.createBroker();
    await write(idOf('a'), { data: '{}' });
    expect(await broker.locate([addressOf('a')])).toEqual(['absent']);
  });
});

it('remove leaves a job that has started, even if its lock has expired', async () => {
  const broker = brokers.createBroker();
  await broker.enqueue([activation('a')]);
  await brokers.redis.zrem('bull:agent.x:prioritized', idOf('a'));
  await brokers.redis.lpush('bull:agent.x:active', idOf('a'));
  await broker.remove([addressOf('a')]);
  expect(await broker.locate([addressOf('a')])).toEqual(['unlocked']);
});

it('removeUndeliverable leaves a job whose lock is held', async () => {
  const broker = brokers.createBroker();
  await brokers.redis.hset('bull:agent.x:held.1', { data: 'no json', ats: 9 });
  await brokers.redis.lpush('bull:agent.x:active', 'held.1');
  await brokers.redis.set('bull:agent.x:held.1:lock', 'token');
  const dead: string[] = [];
  const take = () => broker.removeUndeliverable(['x'], async ({ jobId }) => void dead.push(jobId));
  await take();
  expect(dead).toEqual([]);
  await brokers.redis.del('bull:agent.x:held.1:lock');
  await take();
  expect(dead).toEqual(['held.1']);
});
