import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectMisspeltIsTold } from './expect-misspelt-is-told.ts';
import { expectStepViews } from './expect-step-views.ts';
import { NAMES_SOURCES, TestFleet } from './test-fleet.ts';
import { timeOfRuns } from './time-of-runs.ts';

const CHAIN = {
  name: 'chain',
  steps: {
    a: { agent: 'core.echo', with: { n: '${input.n}' } },
    b: { agent: 'core.echo', needs: ['a'], with: { n: '${steps.a.output.n + 1}' } },
    c: { agent: 'core.echo', needs: ['b'], with: { n: '${steps.b.output.n + 1}' } },
  },
  output: '${steps.c.output.n}',
};
const one = (name: string, step: object) => ({ name, steps: { s: { retry: { maxAttempts: 1 }, ...step } } });

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000' });
  await Promise.all([1, 2].map(() => fleet.startWorker(NAMES_SOURCES)));
}, 60_000);
afterAll(() => fleet.stop());

describe('a fleet', () => {
  it('turns a submission into a result, and logs every event without a gap', async () => {
    await fleet.push(CHAIN);
    const runId = await fleet.submit('chain', { n: 1 });
    expect(await fleet.result(runId)).toEqual({ runId, status: 'completed', output: 3 });
    const events = await fleet.events(runId);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.map((event) => [event.type, event.step].filter(Boolean).join(' '))).toEqual([
      'run.accepted',
      'run.started',
      'step.scheduled a',
      ...['a', 'b', 'c'].flatMap((step) => [`step.started ${step}`, `step.completed ${step}`]),
      'run.completed',
    ]);
  });

  it('shows of a step and of an item what it was given, what came of it, and each attempt', () =>
    expectStepViews(fleet));

  it('reports everywhere an agent that no worker serves, and suggests the one that was meant', () =>
    expectMisspeltIsTold(fleet));

  it('makes one run of one key, also of two requests at once', async () => {
    await fleet.push(CHAIN);
    const headers = { 'idempotency-key': 'same' };
    const ids = await Promise.all([1, 2, 3].map(() => fleet.submit('chain', { n: 1 }, headers)));
    expect(new Set(ids).size).toBe(1);
    const other = await fleet.call('POST', '/v1/runs', { workflow: 'chain', input: { n: 2 } }, headers);
    expect(other).toMatchObject({ status: 409, body: { code: 'KEY_REUSED' } });
  });

  it('retries, joins, skips and goes on after a failure as its definition says', async () => {
    await fleet.push({
      name: 'mixed',
      steps: {
        flaky: {
          agent: 'core.fail',
          with: { times: 2 },
          retry: { maxAttempts: 3, initialDelay: 20, jitter: 'none' },
        },
        lost: {
          agent: 'core.fail',
          with: { times: 9, retryable: false, message: 'no' },
          onFailure: 'continue',
        },
        never: { agent: 'core.echo', when: '${input.never == true}' },
        join: {
          agent: 'core.echo',
          needs: ['flaky', 'lost', 'never'],
          with: {
            tries: '${steps.flaky.output.attempt}',
            lost: '${steps.lost.status}',
            never: '${steps.never.output}',
          },
        },
      },
    });
    const runId = await fleet.submit('mixed');
    const output = { join: { tries: 3, lost: 'failed', never: null } };
    expect(await fleet.result(runId)).toEqual({ runId, status: 'completed', output });
  });

  it('aborts a handler soon after its run was cancelled', async () => {
    await fleet.push(one('patient', { agent: 'good.patient', with: { ms: 60_000 } }));
    const runId = await fleet.submit('patient');
    await Promise.race(
      fleet.workers.map((worker) => worker.waitForLine(new RegExp(`patient ${runId} started`), 20_000)),
    );
    const cancelledAt = Date.now();
    expect(await fleet.call('POST', `/v1/runs/${runId}/cancel`)).toMatchObject({ status: 202 });
    const aborted = new RegExp(`patient ${runId} aborted at (\\d+)`);
    const [, at] = await Promise.race(fleet.workers.map((worker) => worker.waitForLine(aborted, 20_000)));
    expect(Number(at) - cancelledAt).toBeLessThan(await timeOfRuns(fleet));
    expect(await fleet.call('POST', `/v1/runs/${runId}/cancel`)).toMatchObject({ status: 200 });
    expect(await fleet.result(runId)).toMatchObject({
      status: 'cancelled',
      error: { code: 'RUN_CANCELLED' },
    });
  });

  it('ends a run at its time-out, and starts a delayed one', async () => {
    await fleet.push({ ...one('slow', { agent: 'core.sleep', with: { ms: 60_000 } }), timeout: 300 });
    expect(await fleet.result(await fleet.submit('slow'))).toMatchObject({
      status: 'timed_out',
      error: { code: 'RUN_TIMED_OUT' },
    });
    const delayed = await fleet.call('POST', '/v1/runs', {
      workflow: 'chain',
      input: { n: 1 },
      delay: '300ms',
    });
    expect(delayed).toMatchObject({ status: 202, body: { status: 'scheduled' } });
    expect(await fleet.result(String(delayed.body.runId))).toMatchObject({
      status: 'completed',
      output: 3,
    });
  });
});

describe('a job of another client', () => {
  it('never reaches a handler: it is set aside, and good ones go on', async () => {
    const { Queue } = await import('bullmq');
    const queue = new Queue('agent.core.echo', { connection: { host: '127.0.0.1', port: fleet.redis.port } });
    const runId = await fleet.submit('chain', { n: 1 });
    await fleet.result(runId);
    const stale = { v: 1, runId, step: 'a', attempt: 1, dispatch: 1 };
    await queue.add('x', { hello: 'world' }, { jobId: 'foreign.1' });
    await queue.add('x', stale, { jobId: 'copy.1' });
    await queue.add('x', stale, { jobId: `${runId}.a.d1`, priority: 1 });
    await queue.add(
      'x',
      { ...stale, runId: 'r0-000000000aaaaaaaaaaaa' },
      { jobId: 'r0-000000000aaaaaaaaaaaa.a.d1' },
    );
    const reasons = await until(async () => {
      const { items } = (await fleet.call('GET', '/v1/dead-letters')).body as {
        items: { jobId: string; reason: string }[];
      };
      return items.length >= 3 ? items.map((item) => `${item.jobId} ${item.reason}`).sort() : undefined;
    });
    expect(reasons).toEqual([
      'copy.1 JOB_ID_FOREIGN',
      'foreign.1 JOB_INVALID',
      'r0-000000000aaaaaaaaaaaa.a.d1 RUN_UNKNOWN',
    ]);
    expect((await fleet.events(runId)).filter((event) => event.type === 'step.started')).toHaveLength(3);
    expect(await fleet.result(await fleet.submit('chain', { n: 1 }))).toMatchObject({ status: 'completed' });
    await queue.close();
  });
});

describe('the death of a worker', () => {
  it('by SIGTERM hands its step to another, without a loss and as the same attempt', async () => {
    await fleet.push(one('handed', { agent: 'good.patient', with: { ms: 3_000 } }));
    const runId = await fleet.submit('handed');
    const line = new RegExp(`patient ${runId} started`);
    const holder = await Promise.race(
      fleet.workers.map(async (worker) => {
        await worker.waitForLine(line, 20_000);
        return worker;
      }),
    );
    const [, spare] = await Promise.all([holder.kill('SIGTERM'), fleet.startWorker()]);
    expect(spare.pid).toBeGreaterThan(0);
    expect(await fleet.result(runId)).toMatchObject({
      status: 'completed',
      output: { s: { waited: 3_000 } },
    });
    const events = await fleet.events(runId);
    expect(events.filter((event) => event.type === 'step.redelivered')).toMatchObject([{ lost: 0 }]);
    expect(new Set(events.map((event) => event.attempt ?? 1))).toEqual(new Set([1]));
  }, 60_000);

  it('three times by one step fails that step as poison', async () => {
    await fleet.push(one('poison', { agent: 'bad.kill' }));
    fleet.supervise();
    const runId = await fleet.submit('poison');
    const result = await fleet.result(runId, 60);
    expect(result).toMatchObject({ status: 'failed', error: { code: 'POISON', step: 's' } });
    expect((await fleet.events(runId)).filter((event) => event.type === 'step.redelivered')).toHaveLength(3);
  }, 90_000);
});
