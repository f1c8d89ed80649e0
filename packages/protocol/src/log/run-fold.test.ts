import type { RunEvent } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import { isRunWaiting } from './is-waiting.ts';
import { beginFold, type FoldPlan, type RunFold } from './run-fold.ts';

const step = (needs: string[], dependants: string[], onFailure: 'fail' | 'continue' = 'fail') => ({
  needs,
  dependants,
  onFailure,
});

/** `b` and `c` need `a`, and `d` needs both. */
const PLAN: FoldPlan = {
  steps: new Map([
    ['a', step([], ['b', 'c'])],
    ['b', step(['a'], ['d'], 'continue')],
    ['c', step(['a'], ['d'])],
    ['d', step(['b', 'c'], [])],
  ]),
};

type Told = Partial<RunEvent> & Pick<RunEvent, 'type'>;

function fold(events: readonly Told[], onto: RunFold = beginFold(PLAN)): RunFold {
  for (const event of events) onto.add({ seq: onto.seq + 1, at: 1_000 * (onto.seq + 1), ...event });
  return onto;
}

const BEGUN: Told[] = [{ type: 'run.accepted', input: {} }, { type: 'run.started' }];
const statuses = (folded: RunFold) =>
  Object.fromEntries([...folded.show().units].map(([name, { status }]) => [name, status]));

describe('RunFold', () => {
  it('opens each step once all that it needs has an outcome, also a failure after which the run goes on', () => {
    const folded = fold([...BEGUN, { type: 'step.completed', step: 'a', output: 1 }]);
    expect(statuses(folded)).toEqual({ a: 'completed', b: 'ready', c: 'ready' });
    fold([{ type: 'step.failed', step: 'b', error: { code: 'X', message: 'x' } }], folded);
    expect(statuses(folded)).not.toHaveProperty('d');
    fold([{ type: 'step.skipped', step: 'c' }], folded);
    expect(statuses(folded)).toMatchObject({ b: 'failed', c: 'skipped', d: 'ready' });
  });

  it('cancels what is open when the run ends by force, and opens nothing behind the step that ended it', () => {
    const error = { code: 'X', message: 'x' };
    const folded = fold([
      ...BEGUN,
      { type: 'step.completed', step: 'a', output: 1 },
      { type: 'step.waiting', step: 'b', reason: 'timer', dueAt: 9 },
      { type: 'step.failed', step: 'c', error },
      { type: 'run.failed', error },
    ]);
    expect(folded.show()).toMatchObject({ status: 'failed', error, finishedAt: 6_000 });
    expect(statuses(folded)).toEqual({ a: 'completed', b: 'cancelled', c: 'failed' });
  });

  it('goes on with the steps that a retry of the run names', () => {
    const error = { code: 'X', message: 'x' };
    const folded = fold([
      ...BEGUN,
      { type: 'step.retrying', step: 'a', attempt: 1, error, dueAt: 5 },
      { type: 'step.failed', step: 'a', attempt: 2, error },
      { type: 'run.failed', error },
      { type: 'run.retried', round: 1, steps: ['a'] },
    ]);
    expect(folded.show()).toMatchObject({ status: 'running', error: undefined, finishedAt: undefined });
    expect(folded.find('a')).toMatchObject({ status: 'ready', attempt: 1, outcomeSeq: undefined });
    expect(folded.round).toBe(1);
  });

  it('counts items and remembers those in hand alone', () => {
    const folded = fold([
      ...BEGUN,
      { type: 'step.started', step: 'a', items: 3 },
      { type: 'item.started', step: 'a', item: 0 },
      { type: 'item.started', step: 'a', item: 1 },
      { type: 'item.completed', step: 'a', item: 0, output: 1 },
    ]);
    expect(folded.show().items.get('a')).toEqual({ total: 3, left: 2, failed: 0 });
    expect(statuses(folded)).toEqual({ a: 'running', 'a.0': 'running' });
    fold([{ type: 'item.failed', step: 'a', item: 1 }], folded);
    expect(statuses(folded)).toEqual({ a: 'running' });
    fold([{ type: 'item.completed', step: 'a', item: 2 }], folded);
    expect(statuses(folded)).toEqual({ a: 'ready' });
  });

  it('tells an attempt that its process lost from one that went back to its queue', () => {
    const started: Told[] = [...BEGUN, { type: 'step.started', step: 'a', worker: 'w' }];
    const lost = { type: 'step.redelivered', step: 'a', worker: 'v' } as const;
    expect(statuses(fold([...started, { ...lost, queued: false }]))).toEqual({ a: 'running' });
    expect(statuses(fold([...started, { ...lost, queued: true }]))).toEqual({ a: 'scheduled' });
    expect(statuses(fold([...started, { ...lost, reason: 'released' }]))).toEqual({ a: 'scheduled' });
  });

  it('begins a fork with the outcomes, the items and the iteration that it has from its source', () => {
    const folded = fold([
      { type: 'run.accepted', input: {} },
      { type: 'run.forked', from: { runId: 'r0-1', seq: 9 } },
      { type: 'step.preset', step: 'a', attempt: 2, status: 'completed', output: 1 },
      { type: 'step.preset', step: 'b', items: 2 },
      { type: 'item.preset', step: 'b', item: 0, status: 'completed', output: 1 },
      { type: 'step.preset', step: 'c', iteration: 1, status: 'iterated', output: 1 },
      { type: 'run.started' },
    ]);
    expect(statuses(folded)).toEqual({ a: 'completed', b: 'ready', c: 'ready' });
    expect(folded.find('a')).toMatchObject({ attempt: 2, outcomeSeq: 3 });
    expect(folded.find('c')).toMatchObject({ iteration: 2 });
    expect(folded.show().items.get('b')).toEqual({ total: 2, left: 1, failed: 0 });
  });

  it('goes on with the agents of a fork that were allowed to act', () => {
    const blocked = { type: 'step.blocked', step: 'a', blockedBy: 'fork:x' } as const;
    const folded = fold([...BEGUN, blocked, { type: 'run.allowed', names: ['y'] }]);
    expect(statuses(folded)).toEqual({ a: 'blocked' });
    expect(statuses(fold([{ type: 'run.allowed', names: ['x'] }], folded))).toEqual({ a: 'ready' });
  });

  it('begins without a plan with the first event of each step', () => {
    const folded = fold([...BEGUN, { type: 'step.scheduled', step: 'a' }], beginFold(undefined));
    expect(statuses(folded)).toEqual({ a: 'scheduled' });
  });

  it('a copy goes on by itself', () => {
    const folded = fold([...BEGUN, { type: 'step.started', step: 'a', items: 2 }]);
    fold([{ type: 'item.started', step: 'a', item: 0 }], folded);
    const copy = folded.copy();
    fold([{ type: 'item.completed', step: 'a', item: 0 }, { type: 'run.paused' }], copy);
    expect(copy.show()).toMatchObject({ status: 'paused' });
    expect(copy.show().items.get('a')).toMatchObject({ left: 1 });
    expect(folded.show()).toMatchObject({ status: 'running' });
    expect(folded.show().items.get('a')).toMatchObject({ left: 2 });
    expect(statuses(folded)).toEqual({ a: 'running', 'a.0': 'running' });
    fold([{ type: 'run.resumed' }], copy);
    expect(copy.seq).toBe(folded.seq + 3);
  });
});

describe('isRunWaiting', () => {
  const waiting = { type: 'step.waiting', step: 'a', reason: 'signal:go' } as const;

  it('holds while everything that is open waits', () => {
    expect(isRunWaiting(fold([...BEGUN, waiting]).show())).toBe(true);
    expect(isRunWaiting(fold(BEGUN).show())).toBe(false);
    expect(isRunWaiting(fold([...BEGUN, waiting, { type: 'run.paused' }]).show())).toBe(false);
  });

  it('holds for a list whose items in hand all wait for their children', () => {
    const list: Told[] = [...BEGUN, { type: 'step.started', step: 'a', items: 3, lanes: 2 }];
    const child = { type: 'item.waiting', step: 'a', reason: 'child:r0-1' } as const;
    expect(isRunWaiting(fold([...list, { ...child, item: 0 }]).show())).toBe(false);
    expect(isRunWaiting(fold([...list, { ...child, item: 0 }, { ...child, item: 1 }]).show())).toBe(true);
  });
});
