import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { WaitingChildrenError } from 'bullmq';
import { stopAs, useJobsLab } from '../testing/bench.ts';

const lab = useJobsLab();

describe('other jobs of the queue', () => {
  it('stay, however old they are, when the job of a step ends', async () => {
    const bench = lab.createBench();
    bench.work(async () => 'done', { count: 1_000 });
    await bench.queue.add('mine', {}, { jobId: 'mine' });
    await until(async () => (await bench.queue.getCompletedCount()) === 1);
    await lab.redis.zadd(bench.queue.toKey('completed'), 1, 'mine');
    expect(await bench.run()).toMatchObject({ output: 'done' });
    expect(await bench.queue.getJob('mine')).toBeDefined();
  });

  it('may have removed the job of a step when that is looked at: its events then tell its end', async () => {
    for (const fails of [false, true]) {
      const bench = lab.createBench();
      const dying = new AbortController();
      const first = bench.run({}, { signal: dying.signal });
      await bench.handed();
      dying.abort(stopAs('expired'));
      await first;
      bench.work(async ({ name }) => {
        if (name === 'step' && fails) throw new Error('broke');
        return 'done';
      });
      await until(async () => (await bench.queue.getJobCountByTypes('completed', 'failed')) === 1);
      await bench.queue.add('mine', {}, { removeOnComplete: 1 });
      await bench.queue.clean(0, 10, 'failed');
      await until(async () => (await bench.queue.getJob('ag06.r0-test00000000000000000.step')) === undefined);
      const outcome = await bench.run({}, { attempt: 2 });
      if (fails) expect(outcome).toMatchObject({ failure: { message: expect.stringContaining('broke') } });
      else expect(outcome).toMatchObject({ output: 'done' });
    }
  });
});

it('a job that has ended is removed by a later one, once it was kept for long enough', async () => {
  const bench = lab.createBench();
  const hasty = lab.createAgent({ keep: 1 });
  bench.work(async () => 'done');
  const index = bench.queue.toKey('ag06');
  for (let n = 0; n < 5; n++) {
    await until(async () => (await lab.redis.zcount(index, Date.now() + 1, '+inf')) === 0);
    await bench.run({}, { idempotencyKey: `r0-${n}:step` }, hasty);
  }
  expect((await bench.queue.getCompleted()).map(({ id }) => id)).toEqual(['ag06.r0-4.step']);
  expect(await lab.redis.zcard(index)).toBe(1);
});

it('a job that ended while nobody waited for it is kept for its step, however long ago it was due', async () => {
  const bench = lab.createBench();
  const hasty = lab.createAgent({ keep: 1 });
  const leaving = new AbortController();
  const first = bench.run({}, { signal: leaving.signal }, hasty);
  const job = await bench.handed();
  leaving.abort(stopAs('expired'));
  await first;
  bench.work(async ({ id }) => id);
  await until(() => job.isCompleted());
  await bench.queue.trimEvents(0);
  // Another step comes first.
  await bench.run({}, { idempotencyKey: 'r0-other:step' }, hasty);
  expect(await bench.run({}, { attempt: 2 }, hasty)).toMatchObject({ output: job.id });
});

it('a run that is retried after its failed job was removed has the job handed over again', async () => {
  const bench = lab.createBench();
  let calls = 0;
  bench.work(async () => {
    if (++calls === 1) throw new Error('broke');
    return calls;
  });
  const hasty = lab.createAgent({ keep: 1 });
  expect(await bench.run({}, {}, hasty)).toMatchObject({ failure: { code: 'BULLMQ_JOB_FAILED' } });
  await bench.queue.remove('ag06.r0-test00000000000000000.step');
  expect(await bench.run({}, {}, hasty)).toMatchObject({ output: 2 });
});

it('jobs that its worker made children of a job stay when that is removed', async () => {
  const bench = lab.createBench();
  const others = lab.createBench();
  const hasty = lab.createAgent({ keep: 1 });
  others.work(async () => 'child', { count: 10 });
  bench.work(async (job, token = '') => {
    if (job.data.isSecond || (await job.getDependenciesCount()).processed === 1) return 'done';
    const parent = { id: job.id ?? '', queue: job.queueQualifiedName };
    await others.queue.add('child', {}, { jobId: 'child', parent });
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
    return 'done';
  });
  expect(await bench.run({}, {}, hasty)).toMatchObject({ output: 'done' });
  await until(async () => (await lab.redis.zcount(bench.queue.toKey('ag06'), Date.now(), '+inf')) === 0);
  await bench.run({ data: { isSecond: true } }, { idempotencyKey: 'r0-other:step' }, hasty);
  expect(await bench.queue.getJob('ag06.r0-test00000000000000000.step')).toBeUndefined();
  expect(await others.queue.getJob('child')).toBeDefined();
});
