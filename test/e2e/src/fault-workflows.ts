import type { Scene } from './fault-table.ts';

/** Eager steps, a join whose other branch goes through the queue, and a retry. */
export const ALL_KINDS = {
  name: 'all',
  steps: {
    a: { agent: 'core.echo', with: { n: 1 } },
    b: { agent: 'core.fail', needs: ['a'], with: { times: 1 }, retry: { initialDelay: 50, jitter: 'none' } },
    c: { agent: 'core.echo', needs: ['a'], with: { n: '${steps.a.output.n}' } },
    d: { agent: 'core.echo', needs: ['b', 'c'], with: { n: '${steps.c.output.n + 1}' } },
  },
  output: '${steps.d.output.n}',
};
/** What `ALL_KINDS` starts, whatever happens to its messages: steps and attempts. */
export const ALL_STARTS = ['a 1', 'b 1', 'b 2', 'c 1', 'd 1'];

/** Items in lanes, of which one is tried again, and who reads what came of them. */
export const ITEMS = {
  name: 'items',
  steps: {
    a: { agent: 'core.echo', with: { times: [0, 1, 0, 0] } },
    each: {
      agent: 'core.fail',
      needs: ['a'],
      forEach: '${steps.a.output.times}',
      concurrency: 2,
      with: { times: '${item}' },
      retry: { initialDelay: 50, jitter: 'none' },
    },
    d: { agent: 'core.echo', needs: ['each'], with: { n: '${size(steps.each.output)}' } },
  },
  output: '${steps.d.output.n}',
};
export const ITEM_STARTS = [
  'a 1',
  'd 1',
  'each 1',
  'each[0] 1',
  'each[1] 1',
  'each[1] 2',
  'each[2] 1',
  'each[3] 1',
];
/** The same without a step before them: who submits it expands it. */
export const ITEMS_AT_ONCE = {
  ...ITEMS,
  name: 'items-at-once',
  steps: { ...ITEMS.steps, each: { ...ITEMS.steps.each, needs: [], forEach: [0, 1, 0, 0] } },
};

/** Begins anew twice, at once. */
export const REPEATING = {
  name: 'repeating',
  steps: {
    r: {
      agent: 'core.echo',
      with: { n: '${iteration}', before: '${output.n}' },
      repeat: { until: '${output.n == 2}', max: 9 },
    },
    d: { agent: 'core.echo', needs: ['r'], with: '${steps.r.output}' },
  },
  output: '${steps.d.output}',
};

/** Still runs when its worker has to stop, and ends soon after. */
export const SLOW = { name: 'slow', steps: { s: { agent: 'good.patient', with: { ms: 3_000 } } } };

/** Does not end by itself. */
export const LONG = { name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 120_000 } } } };

/** Fails at its first attempt, and at that of each retry of the run. */
export const FAILING = {
  name: 'failing',
  steps: { s: { agent: 'core.fail', with: { times: 9 }, retry: { maxAttempts: 1 } } },
};

/** Waits for a time and for a signal that never comes, and then goes on through the queue. */
export const WAITING = {
  name: 'waiting',
  steps: {
    pause: { wait: '300ms' },
    ask: { signal: 'never', timeout: '300ms', onFailure: 'continue' },
    after: { agent: 'core.echo', needs: ['pause', 'ask'], with: 1 },
  },
};

/** Goes on without a step that nobody starts in time. */
export const OVERDUE = {
  name: 'overdue',
  steps: {
    a: { agent: 'core.echo', startWithin: '300ms', onFailure: 'continue' },
    after: { agent: 'core.echo', needs: ['a'], with: 1 },
  },
};

/** A child that waits a little. */
export const QUICK = { name: 'quick', steps: { s: { wait: '200ms' } }, output: 7 };

/** Runs a child to its end, and stops another one that takes too long. Nobody but dispatchers moves it. */
export const CALLING = {
  name: 'calling',
  steps: {
    one: { workflow: 'quick' },
    two: { workflow: 'waits-for-ever', needs: ['one'], timeout: '300ms', onFailure: 'continue' },
  },
  output: '${steps.one.output}',
};
export const WAITS_FOR_EVER = { name: 'waits-for-ever', steps: { s: { signal: 'never' } } };

/** The same for a signal. */
export const SIGNALLED = {
  name: 'signalled',
  steps: {
    go: { signal: 'go' },
    after: { agent: 'core.echo', needs: ['go'], with: '${steps.go.output.approved}' },
  },
};

/** The workflow that such a worker is given, its output, and what it starts. */
export function playedIn(scene: Scene): readonly [string, unknown, readonly string[]] {
  if (scene === 'a worker with items') return ['items', 4, ITEM_STARTS];
  if (scene !== 'a worker that repeats a step') return ['all', 2, ALL_STARTS];
  return ['repeating', { n: 2, before: 1 }, ['d 1', 'r 1', 'r 1', 'r 1']];
}
