import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import type { Broker } from '../broker.ts';
import type { EntryEnd, EntryJob } from '../entry.ts';
import type { Context } from './describe-broker.ts';

const QUEUE = 'entry.test';

function serveEntry(broker: Broker, process: (job: EntryJob) => Promise<EntryEnd>) {
  const seen: EntryJob[] = [];
  const consumer = broker.serveEntry(QUEUE, {
    concurrency: 4,
    process: (job) => {
      seen.push(job);
      return process(job);
    },
    onError: () => {},
  });
  return { seen, consumer };
}

export function describeEntry({ brokers, createBroker }: Context): void {
  it('deliver the name, data and time of a client’s job, and give the job its return value', async () => {
    await using queue = brokers().openQueue(QUEUE);
    const from = Date.now();
    const { seen } = serveEntry(createBroker(), async ({ data }) => ({ end: 'done', value: { got: data } }));
    const before = Date.now();
    const { id = '' } = await queue.it.add('start', { n: 1 });
    await until(async () => (await queue.it.getJobState(id)) === 'completed');
    expect((await queue.it.getJob(id))?.returnvalue).toEqual({ got: { n: 1 } });
    expect(seen).toEqual([
      { queue: QUEUE, jobId: id, name: 'start', data: { n: 1 }, timestamp: expect.any(Number) },
    ]);
    // The broker knows the database's time no better than to the time in which it asked for it.
    expect(seen[0]?.timestamp).toBeGreaterThanOrEqual(before - (Date.now() - from));
  });

  it('fail a job that is refused for ever, whatever retries it asks for, with the reason alone', async () => {
    await using queue = brokers().openQueue(QUEUE);
    const { seen } = serveEntry(createBroker(), async ({ data }) =>
      data === 'bad' ? { end: 'refused', reason: 'NOT_GOOD' } : { end: 'done', value: null },
    );
    const bad = await queue.it.add('start', 'bad', { attempts: 5, backoff: 10 });
    const good = await queue.it.add('start', 'good');
    await until(async () => (await queue.it.getJobState(bad.id ?? '')) === 'failed');
    await until(async () => (await queue.it.getJobState(good.id ?? '')) === 'completed');
    const { failedReason, stacktrace } = (await queue.it.getJob(bad.id ?? '')) ?? {};
    expect(failedReason).toBe('NOT_GOOD');
    expect(JSON.stringify(stacktrace)).not.toContain('/');
    expect(seen.map(({ data }) => data).toSorted()).toEqual(['bad', 'good']);
  });

  it('fail a job whose process rejects for the fifth time, with a pointer to the log', async () => {
    await using queue = brokers().openQueue(QUEUE);
    const { seen } = serveEntry(createBroker(), async () => Promise.reject(new Error('a secret cause')));
    const { id = '' } = await queue.it.add('start', { n: 1 }, { attempts: 9 });
    await until(async () => (await queue.it.getJobState(id)) === 'failed');
    const { failedReason, stacktrace } = (await queue.it.getJob(id)) ?? {};
    expect(failedReason).toMatch(/^PROCESS_REJECTED: /);
    expect(JSON.stringify([failedReason, stacktrace])).not.toContain('secret');
    expect(seen).toHaveLength(5);
  });

  it('put a job back for later', async () => {
    await using queue = brokers().openQueue(QUEUE);
    let count = 0;
    const { seen } = serveEntry(createBroker(), async () =>
      ++count === 1 ? { end: 'delay', delayMs: 100 } : { end: 'done', value: count },
    );
    const { id = '' } = await queue.it.add('start', {});
    await until(async () => (await queue.it.getJobState(id)) === 'completed');
    expect(seen.map(({ jobId }) => jobId)).toEqual([id, id]);
  });

  it('count their jobs that wait, are in hand, and are delayed', async () => {
    await using queue = brokers().openQueue(QUEUE);
    const broker = createBroker();
    expect(await broker.countEntryJobs(QUEUE)).toEqual({ waiting: 0, active: 0, delayed: 0 });
    for (const options of [{}, { priority: 3 }, {}, { delay: 60_000 }])
      await queue.it.add('start', {}, options);
    expect(await broker.countEntryJobs(QUEUE)).toEqual({ waiting: 3, active: 0, delayed: 1 });
    const held = Promise.withResolvers<EntryEnd>();
    const { seen } = serveEntry(broker, () => held.promise);
    await until(() => seen.length === 3);
    expect(await broker.countEntryJobs(QUEUE)).toEqual({ waiting: 0, active: 3, delayed: 1 });
    expect(await broker.countEntryJobs('entry.other')).toEqual({ waiting: 0, active: 0, delayed: 0 });
    held.resolve({ end: 'done', value: null });
    await until(async () => (await broker.countEntryJobs(QUEUE)).active === 0);
  });

  it('are served by other consumers when one stops, which hands back its jobs', async () => {
    await using queue = brokers().openQueue(QUEUE);
    const held = Promise.withResolvers<EntryEnd>();
    const leaving = serveEntry(createBroker(), () => held.promise);
    const { id = '' } = await queue.it.add('start', {});
    await until(() => leaving.seen.length === 1);
    const stopped = Promise.all([leaving.consumer.stop(), leaving.consumer.stop()]);
    const staying = serveEntry(createBroker(), async () => ({ end: 'done', value: 'here' }));
    held.resolve({ end: 'delay', delayMs: 0 });
    await stopped;
    await until(async () => (await queue.it.getJobState(id)) === 'completed');
    expect(staying.seen).toHaveLength(1);
  });
}
