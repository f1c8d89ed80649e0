import { type Agent, agent, NonRetryable, RateLimited } from '@ag06/agent-kit';
import type { Json } from '@ag06/contracts';
import { callingStepOf } from '@ag06/engine';
import type { RunContext } from '@ag06/runtime';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { planOf } from '../testing/plan-of.ts';
import { SessionBench } from '../testing/session-bench.ts';
import { callHandler } from './call-handler.ts';
import { type AbortCause, Execution } from './execution.ts';

const { parts } = new SessionBench().worker();
const GRANT = { unit: 'a', attempt: 2, token: 1, lost: 0, values: new Map() };

interface Trial {
  readonly with?: Json;
  readonly timeoutMs?: number;
  /** Why the execution is aborted while the handler runs. */
  readonly abort?: AbortCause;
}

function execute(made: Agent, trial: Trial = {}) {
  const plan = planOf({ name: 'w', steps: { a: { agent: made.name, with: trial.with ?? null } } });
  const step = callingStepOf(plan, 'a');
  if (step === undefined) throw new Error('The plan has its step.');
  const meta = { workflow: 'w', version: 'v', tenant: 'default', correlationId: 'corr', tags: [] };
  const own: RunContext = {
    runId: 'r0-000000000aaaaaaaaaaaa',
    meta: { ...meta, priority: 'normal' },
    plan,
    createdAt: 0,
    values: new Map([['in', '{"n":2}']]),
  };
  const execution = new Execution(own.runId, { unit: 'a', token: 1 }, 0, trial.timeoutMs);
  const tried = callHandler({ parts, own, step, agent: made, grant: GRANT, execution });
  if (trial.abort !== undefined) execution.abort(trial.abort);
  return tried;
}

const made = (handler: Parameters<typeof agent>[0]['handler']): Agent =>
  agent({ name: 'x', input: z.unknown(), handler });
const deaf = made(() => new Promise(() => {}));
const failedWith = (code: string, more: object = {}) => ({
  status: 'outcome',
  outcome: { status: 'failed', failure: { code }, ...more },
});

it('executeStep gives the handler what `with` evaluates to, and takes its output as JSON text', async () => {
  const echo = made((input, { attempt }) => ({ input, attempt }));
  expect(await execute(echo, { with: { m: '${input.n + 1}', by: '${run.attempt}' } })).toEqual({
    status: 'outcome',
    outcome: { status: 'completed', output: '{"input":{"m":3,"by":2},"attempt":2}' },
    emitted: [],
  });
});

it('executeStep fails for good, without a start, when `with` cannot be evaluated', async () => {
  let isStarted = false;
  const noting = made(() => {
    isStarted = true;
  });
  expect(await execute(noting, { with: '${1 / 0}' })).toMatchObject(
    failedWith('EXPRESSION_FAILED', { isRetryable: false }),
  );
  expect(isStarted).toBe(false);
});

it.each([
  ['something', new Error('no'), failedWith('AGENT_FAILED', { isRetryable: true })],
  ['NonRetryable', new NonRetryable('no', { code: 'CARD_REFUSED' }), failedWith('CARD_REFUSED')],
  ['RateLimited', new RateLimited(700), failedWith('RATE_LIMITED', { isRetryable: true, retryAfterMs: 700 })],
])('executeStep fails as a thrown %s says, with what was emitted before', async (_, thrown, expected) => {
  const throwing = made((_input, { emit }) => {
    emit('tool.called');
    throw thrown;
  });
  expect(await execute(throwing)).toMatchObject({
    ...expected,
    emitted: ['{"name":"tool.called","data":null}'],
  });
});

it('executeStep times out a handler that ignores its signal, and says after how long', async () => {
  const tried = await execute(deaf, { timeoutMs: 20 });
  expect(tried).toMatchObject(failedWith('STEP_TIMED_OUT', { isRetryable: true }));
  expect(JSON.stringify(tried)).toContain('time-out of 20 ms');
});

it('executeStep aborts the signal of a handler that times out', async () => {
  const aborted = Promise.withResolvers<void>();
  const heedful = made((_input, { signal }) => {
    signal.addEventListener('abort', () => aborted.resolve());
    return new Promise(() => {});
  });
  expect(await execute(heedful, { timeoutMs: 20 })).toMatchObject(failedWith('STEP_TIMED_OUT'));
  await aborted.promise;
});

it('executeStep takes the default time-out of the worker for an outcome', async () => {
  const tried = await execute(deaf, { abort: 'timed_out' });
  expect(tried).toMatchObject(failedWith('STEP_TIMED_OUT', { isRetryable: true }));
  expect(JSON.stringify(tried)).toContain('time-out of 60000 ms');
});

it.each<[AbortCause, number | undefined]>([
  ['run-over', undefined],
  ['run-over', 5_000],
  ['fenced', undefined],
  ['expired', undefined],
  ['expired', 5_000],
])(
  'executeStep has no outcome when aborted because of %s, with a time-out of %s',
  async (abort, timeoutMs) => {
    const trial = timeoutMs === undefined ? { abort } : { abort, timeoutMs };
    expect(await execute(deaf, trial)).toEqual({ status: 'aborted' });
  },
);
