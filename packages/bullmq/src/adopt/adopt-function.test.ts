import { fileURLToPath } from 'node:url';
import { testAgent } from '@ag06/agent-kit';
import { describe, expect, it } from '@jest/globals';
import {
  DelayedError,
  Job,
  type QueueEvents,
  RateLimitError,
  UnrecoverableError,
  WaitingChildrenError,
  WaitingError,
} from 'bullmq';
import { z } from 'zod';
import { type BullProcessor, type FromProcessorOptions, fromProcessor } from './adopt-function.ts';

const run = (
  processor: BullProcessor,
  input: unknown,
  more: Partial<FromProcessorOptions> = {},
  attempt = 1,
) => testAgent(fromProcessor(processor, { name: 'images.resize', ...more }), input, { attempt });

it('a processor gets a Job of BullMQ with the data, name, options, id and attempts of its step', async () => {
  const { outcome } = await run(
    async (job: Job<{ width: number }>, token, signal) => ({
      isJob: job instanceof Job,
      width: job.data.width,
      name: job.name,
      queue: [job.queueName, job.queueQualifiedName, job.prefix],
      attempts: [job.attemptsMade, job.attemptsStarted, job.opts.attempts],
      id: job.id,
      state: await job.getState(),
      isActive: await job.isActive(),
      progress: job.progress,
      token: typeof token,
      signal: signal?.aborted,
      json: JSON.parse(JSON.stringify(job)).data,
    }),
    { name: 'thumb', data: { width: 100 }, opts: { attempts: 3 } },
    { queueName: 'images' },
    2,
  );
  expect(outcome).toMatchObject({
    output: {
      isJob: true,
      width: 100,
      name: 'thumb',
      queue: ['images', 'bull:images', 'bull'],
      attempts: [1, 2, 3],
      id: 'r0-test00000000000000000:step',
      state: 'active',
      isActive: true,
      progress: 0,
      token: 'string',
      signal: false,
      json: { width: 100 },
    },
  });
});

it('a job without data and name has {} and the id of its step, and a processor that returns nothing gives null', async () => {
  const seen: unknown[] = [];
  const { outcome } = await run((job: Job) => void seen.push(job.name, job.data), {});
  expect(seen).toEqual(['step', {}]);
  expect(outcome).toMatchObject({ status: 'completed', output: null });
});

it('progress becomes events of the run, of which the first fifty count, and log lines go to the log', async () => {
  const { events, log, outcome } = await run(async (job: Job) => {
    for (let percent = 1; percent <= 60; percent++) await job.updateProgress(percent);
    return [job.progress, await job.log('one'), await job.log('two')];
  }, {});
  expect(outcome).toMatchObject({ output: [60, 1, 2] });
  expect(events).toHaveLength(50);
  expect(events[0]).toEqual({ name: 'job.progress', data: { progress: 1 } });
  expect(log.filter(({ level }) => level === 'info').map(({ message }) => message)).toEqual(['one', 'two']);
});

it('the outputs of other steps are the values of children, without those that failed', async () => {
  const { outcome } = await run(
    async (job: Job) => [
      await job.getChildrenValues(),
      await job.getIgnoredChildrenFailures(),
      await job.getDependenciesCount(),
      await job.moveToWaitingChildren('token'),
    ],
    {
      children: { 'bull:a:1': { n: 1 }, 'bull:a:2': null },
      ignored: { 'bull:a:1': null, 'bull:a:2': 'broke' },
    },
  );
  expect(outcome).toMatchObject({
    output: [
      { 'bull:a:1': { n: 1 } },
      { 'bull:a:2': 'broke' },
      { processed: 1, ignored: 1, unprocessed: 0, failed: 0 },
      false,
    ],
  });
});

describe('what a processor throws', () => {
  const outcomeOf = async (processor: BullProcessor) => (await run(processor, {})).outcome;

  it('is tried again if it is any error', async () => {
    const outcome = await outcomeOf(() => Promise.reject(new TypeError('broke')));
    expect(outcome).toMatchObject({ retryable: true, failure: { code: 'AGENT_FAILED', message: 'broke' } });
  });

  it('fails the step for good as an UnrecoverableError, also one of another copy of BullMQ', async () => {
    const foreign = Object.assign(new Error('never'), { name: 'UnrecoverableError' });
    for (const error of [new UnrecoverableError('never'), foreign]) {
      expect(await outcomeOf(() => Promise.reject(error))).toMatchObject({
        retryable: false,
        failure: { code: 'JOB_UNRECOVERABLE', message: 'never' },
        stack: expect.stringContaining('adopt-function.test.ts'),
      });
    }
  });

  it('puts the step aside as a DelayedError until the time of moveToDelayed', async () => {
    const outcome = await outcomeOf(async (job: Job, token?: string) => {
      await job.moveToDelayed(Date.now() + 60_000, token);
      throw new DelayedError();
    });
    expect(outcome).toMatchObject({ retryable: true, failure: { code: 'RATE_LIMITED' } });
    expect(outcome.status === 'failed' && outcome.retryAfterMs).toBeGreaterThan(50_000);
  });

  it('puts the step aside for a moment as a WaitingError or RateLimitError', async () => {
    const waiting = await outcomeOf(async (job: Job, token?: string) => {
      await job.moveToWait(token);
      throw new WaitingError();
    });
    expect(waiting).toMatchObject({ failure: { code: 'RATE_LIMITED' }, retryAfterMs: 0 });
    const limited = await outcomeOf(() => Promise.reject(new RateLimitError()));
    expect(limited).toMatchObject({ failure: { code: 'RATE_LIMITED' }, retryAfterMs: 1_000 });
  });

  it('fails the step for good as a DelayedError without a move, or a WaitingChildrenError', async () => {
    expect(await outcomeOf(() => Promise.reject(new DelayedError()))).toMatchObject({
      retryable: false,
      failure: { code: 'BULLMQ_MOVE_MISSING', message: expect.stringContaining('moveToDelayed') },
    });
    expect(await outcomeOf(() => Promise.reject(new WaitingChildrenError()))).toMatchObject({
      retryable: false,
      failure: { code: 'BULLMQ_UNSUPPORTED' },
    });
  });
});

it.each<[string, (job: Job) => Promise<unknown>]>([
  ['updateData', (job) => job.updateData({})],
  ['promote', (job) => job.promote()],
  ['remove', (job) => job.remove()],
  ['changePriority', (job) => job.changePriority({ priority: 1 })],
  ['changeDelay', (job) => job.changeDelay(1)],
  ['moveToCompleted', (job) => job.moveToCompleted(1, 'token')],
  ['moveToFailed', (job) => job.moveToFailed(new Error('x'), 'token')],
  ['retryFinishedJob', (job) => job.retry()],
  ['waitUntilFinished', (job) => job.waitUntilFinished({} as QueueEvents)],
  ['clearLogs', (job) => job.clearLogs()],
])('a call that a step cannot do (%s) fails it for good and says what to do instead', async (name, call) => {
  const { outcome } = await run((job: Job) => call(job), {});
  expect(outcome).toMatchObject({
    retryable: false,
    failure: { code: 'BULLMQ_UNSUPPORTED', message: expect.stringContaining(name) },
  });
});

it('updateData lasts for the attempt where the author says that this is enough', async () => {
  const processor = async (job: Job) => {
    await job.updateData({ at: 2 });
    return job.data;
  };
  expect((await run(processor, {}, { updateData: 'attempt' })).outcome).toMatchObject({ output: { at: 2 } });
});

it('the schema of the data, and the shape of the input, are checked before the processor runs', async () => {
  const options = { data: z.object({ width: z.number() }) };
  for (const input of [{ data: { width: 'wide' } }, { width: 1 }, null]) {
    expect((await run(() => 1, input, options)).outcome).toMatchObject({
      failure: { code: 'INPUT_INVALID' },
    });
  }
});

describe('a processor in a file', () => {
  const file = fileURLToPath(new URL('../testing/sandboxed.cjs', import.meta.url));

  it('runs in a process of its own, with the same job and environment', async () => {
    const agent = fromProcessor(file, { name: 'images.resize' });
    try {
      const input = { name: 'thumb', data: { pid: process.pid }, children: { k: 1 } };
      const { outcome, events, log } = await testAgent(agent, input);
      const output = { ownProcess: true, children: { k: 1 }, attempt: 1, environment: process.env.NODE_ENV };
      expect(outcome).toMatchObject({ output });
      expect(events).toEqual([{ name: 'job.progress', data: { progress: 50 } }]);
      expect(log.map(({ message }) => message)).toContain('thumb in another process');
      const { outcome: failed } = await testAgent(agent, { data: { fails: true } });
      expect(failed).toMatchObject({ retryable: false, failure: { code: 'JOB_UNRECOVERABLE' } });
    } finally {
      await agent.close();
    }
  });

  it('waits for the answers of a worker that is busy', async () => {
    const agent = fromProcessor(file, { name: 'images.resize' });
    // BullMQ waits half a second in tests.
    const emit = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
    try {
      const { outcome } = await testAgent(agent, { data: {}, children: { k: 1 } }, { emit });
      expect(outcome).toMatchObject({ output: { children: { k: 1 } } });
    } finally {
      await agent.close();
    }
  });

  it('has to exist', () => {
    expect(() => fromProcessor('/nowhere.js', { name: 'images.resize' })).toThrow(
      /There is no file \/nowhere.js/,
    );
  });
});
