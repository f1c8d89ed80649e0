/**
 * Tracers and meters are kept for the whole process.
 * @jest-environment node
 */
import type { Activation } from '@ag06/contracts';
import { callingStepOf } from '@ag06/engine';
import type { RunContext } from '@ag06/runtime';
import { recordSpans } from '@ag06/test-support';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Execution } from '../attempt/execution.ts';
import { planOf } from '../testing/plan-of.ts';
import { JobTrace } from './job-trace.ts';

const RUN = 'r0-000000000aaaaaaaaaaaa';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const [ROOT, SENDER] = ['1111111111111111', '2222222222222222'];
const context = (flags = '01', traceId = TRACE): RunContext => ({
  runId: RUN,
  meta: {
    workflow: 'w',
    version: 'v',
    tenant: 'default',
    correlationId: 'order-7',
    priority: 'normal',
    tags: [],
    traceparent: `00-${traceId}-${ROOT}-${flags}`,
  },
  plan: planOf({
    name: 'w',
    steps: { a: { agent: 'x' }, b: { agent: 'x' }, c: { agent: 'x', needs: ['a', 'b'] } },
  }),
  createdAt: 0,
  values: new Map(),
});

let recorded = recordSpans();
beforeEach(() => {
  recorded = recordSpans();
});
afterAll(() => recorded.stop());

function open(activation: Partial<Activation> = {}, delivery = 1): JobTrace | undefined {
  const traceparent = `00-${TRACE}-${SENDER}-01`;
  const given = { v: 1, runId: RUN, step: 'a', attempt: 1, dispatch: 1, traceparent, ...activation } as const;
  const dueAt = Date.now() - 500;
  const job = { agent: 'x', jobId: `${RUN}.a.d1`, delivery, data: undefined, lockedSince: () => 0, dueAt };
  return JobTrace.of(job, given);
}
const done = () => Promise.resolve({ end: 'done' } as const);
const spans = (name: string) => recorded.spans().filter((span) => span.name === name);
const step = (id: string) => {
  const found = callingStepOf(context().plan, id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
};
const attempt = (execution: Execution, id: string) => ({
  execution,
  step: step(id),
  grant: { unit: id, attempt: 1, token: 1, lost: 0, values: new Map() },
});

it.each([undefined, '', 'nonsense', `00-${TRACE}-${SENDER}-00`])(
  'no span of a job is made for %j',
  (traceparent) => {
    expect(open({ traceparent })).toBeUndefined();
  },
);

describe('the span of a job', () => {
  it('is a child of the span that sent it, from fetch to end, with the time it had waited', async () => {
    const trace = open();
    trace?.noteClaim(performance.now(), 'claimed');
    trace?.begin(context());
    await trace?.endWith(done());
    const [job] = spans('process agent.x');
    expect(job).toMatchObject({
      parentSpanContext: { traceId: TRACE, spanId: SENDER },
      links: [],
      attributes: { 'messaging.message.conversation_id': 'order-7', 'ag06.job.end': 'done' },
    });
    expect(job?.attributes['ag06.queue.wait_ms']).toBeGreaterThanOrEqual(500);
    expect(spans('claim')).toMatchObject([{ parentSpanContext: { spanId: job?.spanContext().spanId } }]);
  });

  it('is a child of the run’s root and linked to its sender unless it was a quick hop', async () => {
    const trace = open({ attempt: 2, dispatch: 2 });
    trace?.begin(context());
    await trace?.endWith(done());
    expect(spans('process agent.x')).toMatchObject([
      {
        parentSpanContext: { spanId: ROOT },
        links: [{ context: { spanId: SENDER }, attributes: { 'ag06.link.reason': 'retry' } }],
      },
    ]);
  });

  it('has no waiting time for a redelivered job', async () => {
    const trace = open({}, 3);
    trace?.begin(context());
    await trace?.endWith(done());
    expect(spans('process agent.x')[0]?.attributes).not.toHaveProperty('ag06.queue.wait_ms');
  });

  it('has the job’s correlation id if its claim granted nothing', async () => {
    const trace = open({ correlationId: 'order-7' });
    trace?.noteClaim(performance.now(), 'stale');
    await trace?.endWith(done());
    for (const name of ['process agent.x', 'claim'])
      expect(spans(name)[0]?.attributes).toMatchObject({ 'messaging.message.conversation_id': 'order-7' });
  });

  it('shows a claim that granted nothing as a child of the sender’s span', async () => {
    const trace = open();
    trace?.noteClaim(performance.now(), 'alone');
    trace?.noteClaim(performance.now(), 'stale');
    await trace?.endWith(done());
    expect(spans('claim').map(({ attributes }) => attributes['ag06.claim.result'])).toEqual([
      'alone',
      'stale',
    ]);
    expect(spans('process agent.x')).toMatchObject([{ parentSpanContext: { spanId: SENDER } }]);
  });

  it('does not exist if the store says that the run is not sampled, whatever the job says', async () => {
    const trace = open();
    trace?.noteClaim(performance.now(), 'claimed');
    trace?.begin(context('00'));
    trace?.noteCommit(performance.now(), 'a', 'completed', 'applied');
    const execution = new Execution(RUN, { unit: 'a', token: 1 }, 0);
    await trace?.execute(attempt(execution, 'a'), async () => ({ status: 'aborted' }));
    await trace?.endWith(done());
    expect(execution.span).toBeUndefined();
    expect(recorded.spans()).toEqual([]);
  });

  it('never leaves the trace of its run', async () => {
    const trace = open();
    trace?.begin(context('01', 'f'.repeat(32)));
    await trace?.endWith(done());
    expect(spans('process agent.x')).toMatchObject([
      { parentSpanContext: { traceId: 'f'.repeat(32), spanId: ROOT } },
    ]);
  });

  it('ends with an error when the work under it fails', async () => {
    const trace = open();
    trace?.begin(context());
    await expect(trace?.endWith(Promise.reject(new Error('no store')))).rejects.toThrow('no store');
    expect(spans('process agent.x')).toMatchObject([{ status: { code: 2 } }]);
  });
});

describe('the span of an attempt', () => {
  const failure = { code: 'AGENT_FAILED', message: 'no' };

  it('distinguishes the job’s own step from eager ones', async () => {
    const trace = open();
    trace?.begin(context());
    for (const unit of ['a', 'a', 'c']) {
      const execution = new Execution(RUN, { unit, token: 1 }, 0);
      await trace?.execute(attempt(execution, unit), async () => {
        expect(execution.span?.isRecording()).toBe(true);
        return { status: 'outcome', outcome: { status: 'completed', output: '1' }, emitted: [] };
      });
    }
    const attempts = spans('execute x');
    expect(attempts.map(({ attributes }) => attributes['ag06.step.eager'])).toEqual([false, true, true]);
    expect(attempts.map(({ links }) => links.length)).toEqual([0, 0, 1]);
    expect(attempts[2]?.links).toMatchObject([
      { context: { spanId: ROOT }, attributes: { 'ag06.link.reason': 'join' } },
    ]);
  });

  it('has the reason of a failure or a stop', async () => {
    const trace = open();
    trace?.begin(context());
    const outcome = { status: 'failed', failure, isRetryable: true } as const;
    const failed = new Execution(RUN, { unit: 'a', token: 1 }, 0);
    await trace?.execute(attempt(failed, 'a'), async () => ({
      status: 'outcome',
      outcome,
      emitted: [],
      stack: 'TypeError: no\n    at redis://me:s3cret@host (x.ts:1:1)',
    }));
    const thrown = {
      name: 'exception',
      attributes: {
        'exception.type': 'AGENT_FAILED',
        'exception.message': 'no',
        'exception.stacktrace': 'TypeError: no\n    at redis://***@host (x.ts:1:1)',
      },
    };
    const aborted = new Execution(RUN, { unit: 'b', token: 1 }, 0);
    await trace?.execute(attempt(aborted, 'b'), async () => {
      aborted.abort('run-over');
      return { status: 'aborted' };
    });
    expect(spans('execute x')).toMatchObject([
      { status: { code: 2, message: 'no' }, attributes: { 'error.type': 'AGENT_FAILED' }, events: [thrown] },
      { status: { code: 0 }, attributes: { 'ag06.abort.cause': 'run-over' } },
    ]);
  });
});
