import { until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import type { Broker } from './broker.ts';
import {
  activation,
  addressOf,
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

const write = (jobId: string, fields: Readonly<Record<string, string | number>>) =>
  brokers.redis.hset(`bull:agent.x:${jobId}`, { name: 'x', opts: '{}', timestamp: 1, ...fields });

async function takeUndeliverable(broker: Broker): Promise<string[]> {
  const dead: string[] = [];
  await broker.removeUndeliverable(['x'], async ({ queue, jobId, reason, data }) => {
    dead.push(`${queue} ${jobId} ${reason} ${data}`);
  });
  return dead;
}

it('jobs of other clients are delivered unchanged', async () => {
  const broker = brokers.createBroker();
  await using queue = closing(new Queue('agent.x', { connection: brokers.createConnection() }));
  await queue.it.add('theirs', { hello: 'world' }, { jobId: 'plain.1' });
  await queue.it.add('theirs', [1, 2], { jobId: 'negative.1', priority: -1 });
  await write('number.1', { data: '42' });
  await write('null.1', { data: 'null' });
  await brokers.redis.lpush('bull:agent.x:wait', 'number.1', 'null.1');
  await broker.enqueue([activation('good')]);
  const { seen } = serve(broker);
  await until(() => seen.length === 5);
  expect(new Map(seen.map(({ jobId, data }) => [jobId, data]))).toEqual(
    new Map<string, unknown>([
      ['plain.1', { hello: 'world' }],
      ['negative.1', [1, 2]],
      ['number.1', 42],
      ['null.1', null],
      [idOf('good'), expect.objectContaining({ step: 'good' })],
    ]),
  );
  await until(async () => (await broker.countJobs(['x'])).get('x')?.active === 0);
});

it('an id on the queue without a job is delivered without data', async () => {
  const broker = brokers.createBroker();
  await brokers.redis.lpush('bull:agent.x:wait', 'no.hash');
  await broker.enqueue([activation('good')]);
  const { seen } = serve(broker);
  await until(() => seen.length === 2);
  expect(seen.map(({ jobId, data }) => [jobId, data === undefined])).toEqual([
    ['no.hash', true],
    [idOf('good'), false],
  ]);
  await until(async () => (await brokers.redis.llen('bull:agent.x:active')) === 0);
});

it.each([
  ['data', '{no json'],
  ['opts', 'no json'],
  ['opts', 'null'],
  ['progress', '{no json'],
  ['stacktrace', '{no json'],
])('a job whose %s is %s is delivered without data, after a good one too', async (field, value) => {
  const broker = brokers.createBroker();
  await write('bad.1', { data: '{}', [field]: value });
  await write('bad.2', { data: '{}', [field]: value });
  await brokers.redis.lpush('bull:agent.x:wait', 'bad.1');
  await broker.enqueue([activation('good'), activation('last', { priorityKey: 99 })]);
  // The second one is fetched by the completion of a good one.
  const { seen } = serve(broker, async (delivery) => {
    if (stepOf(delivery) === 'good') await brokers.redis.rpush('bull:agent.x:wait', 'bad.2');
    return DONE;
  });
  await until(() => seen.length === 4);
  expect(seen.map(({ jobId, data }) => [jobId, data === undefined])).toEqual([
    ['bad.1', true],
    [idOf('good'), false],
    ['bad.2', true],
    [idOf('last'), false],
  ]);
  await until(async () => (await broker.countJobs(['x'])).get('x')?.active === 0);
});

describe('removeUndeliverable', () => {
  it('takes a job whose parent belongs to another client', async () => {
    const broker = brokers.createBroker();
    const parent = JSON.stringify({ id: 'theirs', queueKey: 'bull:theirs' });
    await broker.enqueue([activation('a')]);
    await brokers.redis.hset(`bull:agent.x:${idOf('a')}`, { parent, ats: 5 });
    await brokers.redis.zrem('bull:agent.x:prioritized', idOf('a'));
    await brokers.redis.lpush('bull:agent.x:wait', idOf('a'));
    expect(await takeUndeliverable(broker)).toEqual([
      expect.stringContaining(`agent.x ${idOf('a')} JOB_PARENT_FOREIGN {"v":1`),
    ]);
    expect(await broker.locate([addressOf('a')])).toEqual(['absent']);
  });

  it.each([
    ['no json', 'JOB_MALFORMED'],
    ['{"hello":"world"}', 'JOB_INVALID'],
    ['{"v":1,"runId":""}', 'JOB_INVALID'],
  ])('takes a job with data %s', async (data, reason) => {
    const broker = brokers.createBroker();
    await write('bad.1', { data, ats: 5 });
    await brokers.redis.lpush('bull:agent.x:wait', 'bad.1');
    expect(await takeUndeliverable(broker)).toEqual([`agent.x bad.1 ${reason} ${data}`]);
    expect(await brokers.redis.keys('bull:agent.x:bad.1*')).toEqual([]);
    expect(await brokers.redis.llen('bull:agent.x:wait')).toBe(0);
  });

  it.each([
    ['was delivered less often', { data: 'no json', ats: 4 }],
    ['is of a newer version', { data: '{"v":2}', ats: 50 }],
  ])('leaves a job that %s', async (_, fields) => {
    const broker = brokers.createBroker();
    await write('other.1', fields);
    await brokers.redis.lpush('bull:agent.x:wait', 'other.1');
    expect(await takeUndeliverable(broker)).toEqual([]);
    expect(await broker.locate([{ agent: 'x', jobId: 'other.1' }])).toEqual(['queued']);
  });

  it('keeps a job whose copy could not be taken', async () => {
    const broker = brokers.createBroker();
    await write('bad.1', { data: 'no json', ats: 5 });
    await brokers.redis.lpush('bull:agent.x:active', 'bad.1');
    const failing = broker.removeUndeliverable(['x'], () => Promise.reject(new Error('the store is away')));
    await expect(failing).rejects.toThrow('the store is away');
    expect(await takeUndeliverable(broker)).toHaveLength(1);
  });
});

const closing = (it: Queue) => ({ it, [Symbol.asyncDispose]: () => it.close() });
