import type { Json } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import { decideEvaluation } from '../../decide/decide-evaluation.ts';
import { decideOutcome } from '../../decide/decide-outcome.ts';
import { decideWake } from '../../decide/decide-wake.ts';
import type { DecisionContext, Outcome } from '../../decide/decision.ts';
import { decideUnreadable } from '../../decide/judge-reads.ts';
import { stepOf } from '../../decide/openings.ts';
import type { Plan } from '../../plan.ts';
import { planOf } from '../../testing/plan-of.ts';
import { explainStep } from '../explain-step.ts';

const planWith = (more: { readonly [key: string]: Json } = {}): Plan =>
  planOf({
    name: 'p',
    steps: {
      each: {
        workflow: 'child',
        forEach: '${input.list}',
        with: { n: '${item}', at: '${index}' },
        concurrency: 2,
        ...more,
      },
    },
    output: '${steps.each.output}',
  });
const context = (more: Partial<Record<RunField, string>> = {}, depth = 0): DecisionContext => ({
  run: { id: 'r0-1', correlationId: 'c' },
  values: new Map(Object.entries({ in: '{"list":["a","b","c"]}', ...more }) as [RunField, string][]),
  random: () => 0.5,
  children: { depth, idOf: (text) => `<${text}>` },
});
const item = { index: 2, value: '"c"' };
const failed: Outcome = {
  status: 'failed',
  failure: { code: 'CHILD_FAILED', message: 'no' },
  isRetryable: true,
};

describe('a workflow step with a list', () => {
  it('becomes lanes that are all evaluated, each with an item, and read the round of their run', () => {
    expect(decideEvaluation(planWith(), 'each', 1, context()).change).toMatchObject({
      to: 'expanded',
      list: { total: 3 },
      lanes: 2,
      first: 'evaluate',
      reads: ['round'],
    });
  });

  it('completes at once without items', () => {
    const { change } = decideEvaluation(planWith(), 'each', 1, context({ in: '{"list":[]}' }));
    expect(change).toEqual({ to: 'completed', output: '[]' });
  });

  it('starts a child for the item of a lane, with its input and its place', () => {
    const decision = decideEvaluation(planWith(), 'each.1', 1, context(), undefined, item);
    const child = '<r0-1|each|2|1>';
    expect(decision.change).toMatchObject({
      to: 'open',
      opening: { mode: 'park', park: { reason: `child:${child}` } },
    });
    const [entry] = decision.entries ?? [];
    expect(entry).toMatchObject({ does: 'start', to: child });
    expect(JSON.parse(entry?.does === 'start' ? entry.body : '')).toEqual({
      workflow: 'child',
      input: '{"n":"c","at":2}',
      parent: { unit: 'each.1', attempt: 1, item: 2 },
    });
  });

  it('starts another child after the run was retried', () => {
    const decision = decideEvaluation(planWith(), 'each.1', 1, context({ round: '2' }), undefined, item);
    expect(decision.entries).toMatchObject([{ to: '<r0-1|each|2|1|0|2>' }]);
  });

  it('goes on with the next item after the end of a child, without an agent', () => {
    const step = stepOf(planWith(), 'each');
    const outcome = { status: 'completed', output: '7' } as const;
    expect(decideOutcome(planWith(), step, { attempt: 1, item }, outcome, context()).change).toEqual({
      to: 'settled',
      status: 'completed',
      result: '7',
      goesOn: 'evaluate',
    });
  });

  it('ends the run with the failure of a child, or goes on if its step may', () => {
    const end = (plan: Plan) =>
      decideOutcome(plan, stepOf(plan, 'each'), { attempt: 1, item }, failed, context());
    expect(end(planWith())).toMatchObject({ change: { status: 'failed' }, end: { status: 'failed' } });
    expect(end(planWith({ onFailure: 'continue' }))).toMatchObject({
      change: { to: 'settled', status: 'failed', goesOn: 'evaluate' },
      end: undefined,
    });
  });

  it('starts another child for a failed item only if the step has `retry`', () => {
    const plan = planWith({ retry: { maxAttempts: 2, initialDelay: 10, jitter: 'none' } });
    const decided = decideOutcome(plan, stepOf(plan, 'each'), { attempt: 1, item }, failed, context());
    expect(decided.change).toMatchObject({ to: 'retrying', delayMs: 10 });
    const parked = { unit: 'each.1', reason: 'delay', dueAt: 1, attempt: 2, item: 2 };
    expect(decideWake(plan, parked, context()).change).toMatchObject({
      to: 'open',
      opening: { mode: 'evaluate' },
    });
  });

  it('stops the child of an item that takes too long', () => {
    const plan = planWith({ timeout: '1s', onFailure: 'continue' });
    const parked = { unit: 'each.1', reason: 'child:r0-2', dueAt: 1, attempt: 1, item: 2 };
    expect(decideWake(plan, parked, context())).toMatchObject({
      change: { to: 'settled', status: 'timed_out', goesOn: 'evaluate' },
      entries: [{ does: 'stop', to: 'r0-2' }],
    });
  });

  it('fails an item whose child cannot be started, at the limit of depth or because it reads too much', () => {
    const plan = planWith({ onFailure: 'continue' });
    const deep = decideEvaluation(plan, 'each.1', 1, context({}, 8), undefined, item);
    expect(deep.change).toMatchObject({ to: 'settled', status: 'failed', goesOn: 'evaluate' });
    const failure = { code: 'READS_TOO_LARGE', message: 'much' };
    const large = decideUnreadable(plan, 'each.1', 1, failure, context(), item);
    expect(large.change).toMatchObject({ to: 'settled', status: 'failed' });
  });

  it('is explained by the children for which its lanes wait', () => {
    const unit = { status: 'waiting', dispatch: 0, token: 0, dueAt: 0 } as const;
    const units = new Map([
      ['each', { ...unit, status: 'running' as const }],
      ['each.0', { ...unit, awaits: 'child:r0-2' }],
    ]);
    expect(explainStep(stepOf(planWith(), 'each'), { status: 'running', units })).toEqual([
      { for: 'event', wait: { reason: 'child', runId: 'r0-2' } },
    ]);
  });
});
