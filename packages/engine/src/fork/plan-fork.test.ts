import type { EventType, Json, RunEvent } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Plan } from '../plan.ts';
import { planOf } from '../testing/plan-of.ts';
import { type ForkRequest, planFork } from './plan-fork.ts';
import { recordCalls } from './record-calls.ts';
import { parseRecordedCall, toRecordedOutcome } from './recorded-call.ts';
import { RunRecording } from './run-recording.ts';

type Steps = { readonly [step: string]: { readonly [field: string]: Json } };

const CHAIN: Steps = {
  a: { agent: 'x.a', with: '${input.n}' },
  b: { agent: 'x.b', needs: ['a'], with: '${steps.a.output}' },
  c: { agent: 'x.c', needs: ['b'] },
  d: { agent: 'x.d', needs: ['a'], onFailure: 'continue' },
  end: { agent: 'x.end', needs: ['c', 'd'] },
};
const planWith = (steps: Steps): Plan => planOf({ name: 'p', steps });

type Told = Partial<RunEvent> & { readonly type: EventType };

function record(events: readonly Told[]): RunRecording {
  const recording = new RunRecording();
  for (const [i, event] of events.entries()) recording.add({ seq: i + 1, at: 1, attempt: 1, ...event });
  return recording;
}

const completed = (step: string, output: Json): Told => ({ type: 'step.completed', step, output });
const ERROR = { code: 'AGENT_FAILED', message: 'no' };
const OVER: Told[] = [
  completed('a', 1),
  completed('b', 2),
  completed('c', 3),
  { type: 'step.failed', step: 'd', attempt: 3, error: ERROR },
  completed('end', 5),
];

const fork = (recording: RunRecording, more: Partial<ForkRequest> = {}) =>
  planFork({
    plan: planWith(CHAIN),
    source: planWith(CHAIN),
    hasOtherInput: false,
    recording,
    input: '{"n":1}',
    from: undefined,
    run: { id: 'r0-2', correlationId: 'c' },
    ...more,
  });
const openedBy = ({ roots }: ReturnType<typeof fork>) =>
  roots.map(({ unit, needs, mode }) => [unit, needs, mode]);

describe('a fork', () => {
  it('from a step has the outcomes of all but that step and those behind it', () => {
    const planned = fork(record(OVER), { from: 'b' });
    expect(planned.kept).toEqual(['a', 'd']);
    expect(planned.presets).toEqual([
      { preset: 'outcome', step: 'a', status: 'completed', attempt: 1, output: '1' },
      { preset: 'outcome', step: 'd', status: 'failed', attempt: 3, error: JSON.stringify(ERROR) },
    ]);
    expect(openedBy(planned)).toEqual([
      ['b', 1, 'schedule'],
      // It still waits for c.
      ['end', 2, 'schedule'],
    ]);
    expect(planned.again).toEqual([
      { step: 'b', because: 'it is forked from this step' },
      { step: 'c', because: 'it needs b, which has no outcome in the fork' },
      { step: 'end', because: 'it needs c, which has no outcome in the fork' },
    ]);
  });

  it('from an event has the outcomes up to it, and opens what was open', () => {
    const planned = fork(record(OVER.slice(0, 2)));
    expect(planned.kept).toEqual(['a', 'b']);
    expect(openedBy(planned)).toEqual([
      ['d', 1, 'schedule'],
      ['c', 1, 'schedule'],
    ]);
    expect(planned.again).toEqual([]);
  });

  it('of a run of which everything is over evaluates its output', () => {
    expect(openedBy(fork(record(OVER)))).toEqual([['$', 1, 'evaluate']]);
  });

  it('does a failure again that ended the run, and keeps one after which it went on', () => {
    const failed: Told = { type: 'step.failed', step: 'b', error: ERROR };
    expect(fork(record([completed('a', 1), failed])).again).toEqual([
      { step: 'b', because: 'it failed, and ended the run' },
    ]);
  });

  it('does what reads the input again if that is another', () => {
    const planned = fork(record(OVER), { hasOtherInput: true });
    expect(planned.kept).toEqual([]);
    expect(planned.again[0]).toEqual({ step: 'a', because: 'it reads the input, which is another' });
  });

  it('of another version does steps again whose definition is another, and leaves out those it lacks', () => {
    const { d: _, ...rest } = CHAIN;
    const end = { agent: 'x.end', needs: ['c'], timeout: '1m' };
    const plan = planWith({ ...rest, end, c: { agent: 'x.other', needs: ['b'] } });
    const planned = fork(record(OVER), { plan });
    expect(planned.kept).toEqual(['a', 'b']);
    expect(planned.dropped).toEqual(['d']);
    expect(planned.again).toEqual([
      { step: 'c', because: 'its definition is another in this version' },
      { step: 'end', because: 'it needs c, which has no outcome in the fork' },
    ]);
    const longer = planWith({ ...CHAIN, a: { ...CHAIN.a, timeout: '1m', retry: { maxAttempts: 9 } } });
    expect(fork(record(OVER), { plan: longer }).kept).toHaveLength(5);
  });

  it('forgets what a retry of the source began anew', () => {
    const retried: Told = { type: 'run.retried', round: 1, steps: ['d'] };
    expect(fork(record([...OVER.slice(0, 4), retried])).kept).toEqual(['a', 'b', 'c']);
  });
});

describe('a fork of a list', () => {
  const LIST: Steps = {
    each: {
      agent: 'x.each',
      forEach: '${input.list}',
      concurrency: 2,
      with: '${item}',
      onFailure: 'continue',
    },
    after: { agent: 'x.after', needs: ['each'] },
  };
  const lists = { plan: planWith(LIST), source: planWith(LIST), input: '{"list":[7,8,9]}' };
  const item = (n: number, more: Partial<RunEvent> = {}): Told => ({
    type: 'item.completed',
    step: 'each',
    item: n,
    output: n * 10,
    ...more,
  });
  const begun: Told = { type: 'step.started', step: 'each', items: 3 };
  const failed = item(1, { type: 'item.failed', attempt: 3, error: ERROR });

  it('that is over has the outcomes of its items, and its output with the failures', () => {
    const over: Told = { type: 'step.completed', step: 'each', items: 3, failed: 1 };
    const [items, outcome] = fork(record([begun, item(0), failed, item(2), over]), lists).presets;
    expect(items).toMatchObject({ preset: 'items', list: { total: 3, chunks: ['7\n8\n9'] }, lanes: 0 });
    expect(items).toMatchObject({
      outcomes: [{ result: '0' }, { status: 'failed', attempt: 3 }, { result: '20' }],
    });
    expect(outcome).toMatchObject({ preset: 'outcome', status: 'completed', output: '[0,null,20]' });
    expect(outcome?.preset === 'outcome' && JSON.parse(outcome.error ?? '')).toMatchObject({
      code: 'ITEMS_FAILED',
    });
  });

  it('that is at work has the items that completed, and finds the others by itself', () => {
    const planned = fork(record([begun, item(0), failed]), lists);
    expect(planned.presets).toMatchObject([
      { preset: 'items', lanes: 2, outcomes: [{ item: 0, result: '0' }] },
    ]);
    expect(planned.roots).toEqual([{ unit: 'each', needs: 1, mode: 'evaluate', reads: ['i:each'] }]);
  });

  it('that is another list now is done again as a whole', () => {
    const planned = fork(record([begun, item(0)]), { ...lists, input: '{"list":[7]}', hasOtherInput: true });
    expect(planned.presets).toEqual([]);
    expect(openedBy(planned)).toEqual([['each', 1, 'evaluate']]);
  });
});

it('a fork of a step that repeats goes on with the first iteration that has no output', () => {
  const plan = planWith({
    a: { agent: 'x.a', repeat: { until: '${output == 9}', max: 9 }, with: '${output}' },
  });
  const iterated = (iteration: number): Told => ({
    type: 'step.iterated',
    step: 'a',
    iteration,
    output: iteration,
  });
  const planned = fork(record([iterated(0), iterated(1)]), { plan, source: plan });
  expect(planned.presets).toEqual([{ preset: 'iteration', step: 'a', iteration: 2, output: '1' }]);
  expect(planned.roots).toMatchObject([{ unit: 'a', mode: 'schedule', reads: ['p:a'] }]);
});

describe('recorded calls', () => {
  const calls = (plan: Plan, recording: RunRecording, input = '{"n":1}', except: string[] = []) => {
    const source = { plan, input, run: { id: 'r0-1', correlationId: 'c' }, recording };
    const rounds = recordCalls(source, new Set(except));
    for (;;) {
      const round = rounds.next();
      if (round.done) return new Map(round.value);
    }
  };

  it('are those of steps that completed, or failed without ending the run', () => {
    const found = calls(planWith(CHAIN), record(OVER), undefined, ['a']);
    expect([...found.keys()]).toEqual(['r:b', 'r:c', 'r:d', 'r:end']);
    const failed = parseRecordedCall(found.get('r:d') ?? '');
    expect(failed && toRecordedOutcome(failed)).toMatchObject({
      status: 'failed',
      failure: ERROR,
      isRetryable: false,
    });
    const done = parseRecordedCall(found.get('r:b') ?? '');
    expect(done && toRecordedOutcome(done)).toEqual({ status: 'completed', output: '2' });
    const ended: Told = { type: 'step.failed', step: 'a', error: ERROR };
    expect(calls(planWith(CHAIN), record([ended])).size).toBe(0);
  });

  it('differ if their input does, and not if only the run does', () => {
    const steps = { a: { agent: 'x.a', with: { n: '${input.n}', run: '${run.id}' } } };
    const of = (input: string) => calls(planWith(steps), record([completed('a', 1)]), input).get('r:a');
    expect(of('{"n":1}')).toBe(of('{"n":1,"m":2}'));
    expect(of('{"n":1}')).not.toBe(of('{"n":2}'));
  });

  it('have names of their own for iterations and items', () => {
    const steps = {
      r: { agent: 'x.r', repeat: { until: '${output == 9}', max: 9 }, with: '${output}' },
      l: { agent: 'x.l', forEach: [1, 2], with: '${item}' },
    };
    const recording = record([
      { type: 'step.iterated', step: 'r', output: 1 },
      { ...completed('r', 9), iteration: 1 },
      { type: 'step.started', step: 'l', items: 2 },
      { type: 'item.completed', step: 'l', item: 1, output: 'x' },
    ]);
    expect([...calls(planWith(steps), recording).keys()].sort()).toEqual(['r:l.1', 'r:r', 'r:r@1']);
  });
});
