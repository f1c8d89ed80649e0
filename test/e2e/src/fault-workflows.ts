import type { Group } from './fault-groups.ts';
import type { Scene } from './fault-table.ts';

/** Eager steps, a join whose other branch goes through the queue, and a retry. */
export const allKinds = ({ name, echo, fail }: Group) => ({
  name: `${name}-all`,
  steps: {
    a: { agent: echo, with: { n: 1 } },
    b: { agent: fail, needs: ['a'], with: { times: 1 }, retry: { initialDelay: 50, jitter: 'none' } },
    c: { agent: echo, needs: ['a'], with: { n: '${steps.a.output.n}' } },
    d: { agent: echo, needs: ['b', 'c'], with: { n: '${steps.c.output.n + 1}' } },
  },
  output: '${steps.d.output.n}',
});
/** What `allKinds` starts, whatever happens to its messages: steps and attempts. */
export const ALL_STARTS = ['a 1', 'b 1', 'b 2', 'c 1', 'd 1'];

/** A run of it is forked with another input. */
export const forked = ({ name, echo }: Group) => ({
  name: `${name}-forked`,
  steps: {
    a: { agent: echo, with: { n: '${input.n}' } },
    b: { agent: echo, needs: ['a'], with: { n: '${steps.a.output.n}' } },
  },
  output: '${steps.b.output.n}',
});
/** The fork whose first step waits for a permission. */
export const FORK = { from: 1, effects: 'recorded', input: { n: 2 } };

/** Items in lanes, of which one is tried again, and who reads what came of them. */
export const withItems = ({ name, echo, fail }: Group) => ({
  name: `${name}-items`,
  steps: {
    a: { agent: echo, with: { times: [0, 1, 0, 0] } },
    each: {
      agent: fail,
      needs: ['a'],
      forEach: '${steps.a.output.times}',
      concurrency: 2,
      with: { times: '${item}' },
      retry: { initialDelay: 50, jitter: 'none' },
    },
    d: { agent: echo, needs: ['each'], with: { n: '${size(steps.each.output)}' } },
  },
  output: '${steps.d.output.n}',
});
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
export function withItemsAtOnce(group: Group) {
  const { steps, ...rest } = withItems(group);
  const each = { ...steps.each, needs: [], forEach: [0, 1, 0, 0] };
  return { ...rest, name: `${group.name}-items-at-once`, steps: { ...steps, each } };
}

/** Begins anew twice, at once. */
export const repeating = ({ name, echo }: Group) => ({
  name: `${name}-repeating`,
  steps: {
    r: {
      agent: echo,
      with: { n: '${iteration}', before: '${output.n}' },
      repeat: { until: '${output.n == 2}', max: 9 },
    },
    d: { agent: echo, needs: ['r'], with: '${steps.r.output}' },
  },
  output: '${steps.d.output}',
});

/** Still runs when its worker has to stop, and ends soon after. */
export const slow = ({ name, patient }: Group) => ({
  name: `${name}-slow`,
  steps: { s: { agent: patient, with: { ms: 3_000 } } },
});

/** Does not end by itself. */
export const long = ({ name, patient }: Group) => ({
  name: `${name}-long`,
  steps: { s: { agent: patient, with: { ms: 300_000 } } },
});

/** Fails at its first attempt, and at that of each retry of the run. */
export const failing = ({ name, fail }: Group) => ({
  name: `${name}-failing`,
  steps: { s: { agent: fail, with: { times: 9 }, retry: { maxAttempts: 1 } } },
});

/** Waits for a time and for a signal that never comes, and then goes on through the queue. */
export const waiting = ({ name, echo }: Group) => ({
  name: `${name}-waiting`,
  steps: {
    pause: { wait: '300ms' },
    ask: { signal: 'never', timeout: '300ms', onFailure: 'continue' },
    after: { agent: echo, needs: ['pause', 'ask'], with: 1 },
  },
});

/** Goes on without a step that nobody starts in time, because nobody serves its agent. */
export const overdue = ({ name, echo }: Group) => ({
  name: `${name}-overdue`,
  steps: {
    a: { agent: 'nobody.serves', startWithin: '300ms', onFailure: 'continue' },
    after: { agent: echo, needs: ['a'], with: 1 },
  },
});

/** Waits for a signal, and goes on through the queue. */
export const signalled = ({ name, echo }: Group) => ({
  name: `${name}-signalled`,
  steps: {
    go: { signal: 'go' },
    after: { agent: echo, needs: ['go'], with: '${steps.go.output.approved}' },
  },
});

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

/** What such a worker is given, its output, and what it starts. */
export function playedIn(scene: Scene) {
  if (scene === 'a worker with items') return [withItems, 4, ITEM_STARTS] as const;
  if (scene !== 'a worker that repeats a step') return [allKinds, 2, ALL_STARTS] as const;
  return [repeating, { n: 2, before: 1 }, ['d 1', 'r 1', 'r 1', 'r 1']] as const;
}
