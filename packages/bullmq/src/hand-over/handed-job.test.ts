import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { useJobsLab } from '../testing/bench.ts';
import { HandedJob } from './handed-job.ts';
import { QueueWatch } from './queue-watch.ts';
import { RedisOfJobs } from './redis-of-jobs.ts';

const lab = useJobsLab();

async function openBench() {
  const bench = lab.createBench();
  const watch = await QueueWatch.open(bench.name, 'bull', lab.redis, new RedisOfJobs(lab.redis));
  lab.onEnd(() => watch.close());
  return { bench, hold: () => new HandedJob(watch, 'ag06.job', 60_000) };
}

it('of two holders of a step the second does not try the job again with whose failure the first ends', async () => {
  const { bench, hold } = await openBench();
  const [first, second] = [hold(), hold()];
  expect(await first.look()).toEqual({ status: 'unknown' });
  await first.add('job', {}, {});
  expect(await second.look()).toEqual({ status: 'waiting' });
  bench.work(() => Promise.reject(new Error('broke')));
  await until(async () => (await first.look()).status === 'failed');
  const ended = await first.look();
  await first.tellFailure('finishedOn' in ended ? ended.finishedOn : undefined);
  expect(await second.look()).toMatchObject({ status: 'failed', reason: 'broke' });
  expect(await hold().look()).toMatchObject({ status: 'failed before' });
});

it('of two holders of a step the second does not add the job anew with whose loss the first ends', async () => {
  const { bench, hold } = await openBench();
  const [first, second] = [hold(), hold()];
  await first.add('job', {}, {});
  await second.look();
  await bench.queue.remove('ag06.job');
  expect(await first.look()).toEqual({ status: 'lost' });
  await first.tellFailure();
  expect(await second.look()).toEqual({ status: 'lost' });
  expect(await hold().look()).toEqual({ status: 'unknown' });
});
