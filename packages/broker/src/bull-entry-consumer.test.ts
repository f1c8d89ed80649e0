import { until } from '@ag06/test-support';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { EntryJob } from './entry.ts';
import { startTestBrokers, type TestBrokers } from './fixtures/test-brokers.ts';

const PREFIX = 'bull:entry.x:';
let brokers: TestBrokers;
beforeEach(async () => {
  brokers = await startTestBrokers();
});
afterEach(() => brokers.stop());

/** Refuses what has no data, and lets a good job come last. */
async function take(jobId: string, write: () => Promise<unknown>): Promise<EntryJob[]> {
  const { redis } = brokers;
  await write();
  await redis.hset(`${PREFIX}good`, { name: 'start', data: '{"n":1}', opts: '{}', timestamp: 1 });
  await redis.lpush(`${PREFIX}wait`, jobId);
  await redis.lpush(`${PREFIX}wait`, 'good');
  const seen: EntryJob[] = [];
  brokers.createBroker().serveEntry('entry.x', {
    concurrency: 1,
    process: async (job) => {
      seen.push(job);
      return job.data === undefined ? { end: 'refused', reason: 'MALFORMED' } : { end: 'done', value: 1 };
    },
    onError: () => {},
  });
  await until(() => seen.length === 2);
  await until(async () => (await redis.llen(`${PREFIX}active`)) === 0);
  return seen;
}

it.each([
  ['data', '{no json'],
  ['opts', 'no json'],
  ['opts', 'null'],
  ['progress', '{no json'],
  ['stacktrace', '{no json'],
  ['parent', 'no json'],
])(
  'an entry job whose %s is %s is delivered without data, ended as decided, and followed by others',
  async (field, value) => {
    const fields = { name: 'start', data: '{}', opts: '{}', timestamp: 1, [field]: value };
    const [bad, good] = await take('bad', () => brokers.redis.hset(`${PREFIX}bad`, fields));
    expect(bad).toMatchObject({ jobId: 'bad', data: undefined });
    expect(good).toMatchObject({ jobId: 'good', data: { n: 1 } });
    expect(await brokers.redis.zrange(`${PREFIX}failed`, '0', '-1')).toEqual(['bad']);
    expect(await brokers.redis.zrange(`${PREFIX}completed`, '0', '-1')).toEqual(['good']);
  },
);

it('odd but readable options of an entry job only decide what becomes of the ended job', async () => {
  const opts = JSON.stringify({
    attempts: 'many',
    removeOnComplete: true,
    repeat: 7,
    backoff: { type: 'x' },
  });
  const fields = { name: 'start', data: '{"n":2}', opts, timestamp: 1 };
  const seen = await take('odd', () => brokers.redis.hset(`${PREFIX}odd`, fields));
  expect(seen.map(({ data }) => data)).toEqual([{ n: 2 }, { n: 1 }]);
  expect(await brokers.redis.exists(`${PREFIX}odd`)).toBe(0);
});

it.each([
  ['is no address', '{"x":1}'],
  ['is not there', '{"id":"1","queueKey":"bull:theirs"}'],
  ['is a list', '[1]'],
])('an entry job is ended whose parent %s', async (_, parent) => {
  const fields = { name: 'start', data: '{"n":2}', opts: '{}', timestamp: 1, parent, parentKey: 'bull:x:1' };
  const seen = await take('child', () => brokers.redis.hset(`${PREFIX}child`, fields));
  expect(seen.map(({ data }) => data)).toEqual([{ n: 2 }, { n: 1 }]);
});
