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

/** Still runs when its worker has to stop, and ends soon after. */
export const SLOW = { name: 'slow', steps: { s: { agent: 'good.patient', with: { ms: 3_000 } } } };

/** Does not end by itself. */
export const LONG = { name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 120_000 } } } };
