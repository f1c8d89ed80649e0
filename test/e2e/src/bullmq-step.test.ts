import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Processor, Queue, Worker } from 'bullmq';
import { expectOneEnd } from './expect-one-end.ts';
import { TestFleet } from './test-fleet.ts';

const SECONDS = 55;

let fleet: TestFleet;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000' });
  await startWorker();
}, 120_000);
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  await fleet?.stop();
});

/** The queues of the application are on the Redis of the fleet. */
const startWorker = () => fleet.startWorker({ AG06_BULLMQ_URL: fleet.redis.url });

/** A queue of an application on BullMQ, beside the fleet's. */
class Bench {
  readonly queue: Queue;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
    this.queue = new Queue(name, { connection: { port: fleet.redis.port } });
    closing.push(() => this.queue.close());
  }

  work(processor: Processor): void {
    const worker = new Worker(this.#name, processor, { connection: { port: fleet.redis.port } });
    closing.push(() => worker.close(true));
  }

  /** Starts a run with one step, and waits until its job is on the queue. */
  async start(step: object = {}): Promise<string> {
    const steps = {
      mail: { agent: 'bullmq.job', with: { queue: this.#name, data: { to: 'lee' } }, ...step },
    };
    expect(
      (await fleet.push({ name: this.#name, steps, output: '${steps.mail.output}' })).status,
    ).toBeLessThan(300);
    const runId = await fleet.submit(this.#name);
    await until(async () => (await this.queue.getWaitingCount()) === 1);
    return runId;
  }
}

it('a step whose worker is killed while it waits for a job ends with that job, which is done once', async () => {
  const bench = new Bench('mails');
  const runId = await bench.start();
  await fleet.workers[0]?.kill();
  await startWorker();
  let calls = 0;
  bench.work(async ({ id, data }) => ({ id, to: data.to, calls: ++calls }));
  expect(await fleet.result(runId, SECONDS)).toMatchObject({
    status: 'completed',
    output: { id: `ag06.${runId}.mail`, to: 'lee', calls: 1 },
  });
  await expectOneEnd(fleet, runId);
  expect(calls).toBe(1);
}, 120_000);

it('a run that is cancelled takes its job off a paused queue', async () => {
  const bench = new Bench('paused');
  await bench.queue.pause();
  const runId = await bench.start();
  expect((await fleet.call('POST', `/v1/runs/${runId}/cancel`, {})).status).toBeLessThan(300);
  await until(async () => (await bench.queue.getWaitingCount()) === 0);
  expect(await fleet.result(runId)).toMatchObject({ status: 'cancelled' });
}, 60_000);

it('a step whose time is up takes its job off a paused queue', async () => {
  const bench = new Bench('late');
  await bench.queue.pause();
  const runId = await bench.start({ timeout: 6_000, retry: { maxAttempts: 1 } });
  expect(await fleet.result(runId, SECONDS)).toMatchObject({ error: { code: 'STEP_TIMED_OUT' } });
  await until(async () => (await bench.queue.getWaitingCount()) === 0);
}, 60_000);

it('a run that failed with its job, and is retried, has the job tried again', async () => {
  const bench = new Bench('failing');
  const runId = await bench.start();
  let calls = 0;
  bench.work(async () => {
    if (++calls === 1) throw new Error('no route to lee');
    return calls;
  });
  expect(await fleet.result(runId, SECONDS)).toMatchObject({
    status: 'failed',
    error: { code: 'BULLMQ_JOB_FAILED', message: expect.stringContaining('no route to lee') },
  });
  expect((await fleet.call('POST', `/v1/runs/${runId}/retry`, {})).status).toBeLessThan(300);
  await until(async () => (await fleet.result(runId, 5)).status === 'completed', { timeoutMs: 45_000 });
  expect(await fleet.result(runId)).toMatchObject({ output: 2 });
}, 60_000);
