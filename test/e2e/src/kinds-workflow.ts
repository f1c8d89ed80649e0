/** Definitions of which each step is of another kind, or ends in another way. Their agents are those of every worker. */
const RETRY = { maxAttempts: 2, initialDelay: '1ms', jitter: 'none' };
export const LEAF = { name: 'leaf', steps: { a: { agent: 'core.echo', with: '${input}' } } };
export const BROKEN = {
  name: 'broken',
  steps: { a: { agent: 'core.fail', with: { times: 9 }, retry: { maxAttempts: 1 } } },
};
/** Steps of every kind, and every way in which they end. */
export const KINDS = {
  name: 'kinds',
  steps: {
    echo: { agent: 'core.echo', with: { n: '${input.n}' } },
    skipped: { agent: 'core.echo', needs: ['echo'], when: '${steps.echo.output.n > 9}' },
    flaky: { agent: 'core.fail', with: { times: 1 }, retry: RETRY },
    lost: { agent: 'core.fail', with: { times: 9, retryable: false }, retry: RETRY, onFailure: 'continue' },
    misspelt: { agent: 'core.echo', with: { a: '${input.none.of}' }, onFailure: 'continue' },
    each: { agent: 'core.echo', forEach: '${input.list}', concurrency: 2, with: '${item}' },
    none: { agent: 'core.echo', forEach: [] },
    some: {
      agent: 'core.fail',
      forEach: [0, 9],
      with: { times: '${item}' },
      retry: RETRY,
      onFailure: 'continue',
    },
    late: { agent: 'core.sleep', with: { ms: 60_000 }, within: '20ms', onFailure: 'continue' },
    slow: {
      agent: 'core.sleep',
      with: { ms: 60_000 },
      timeout: '20ms',
      retry: { maxAttempts: 1 },
      onFailure: 'continue',
    },
    pause: { wait: '20ms', needs: ['echo'] },
    go: { signal: 'go', needs: ['pause'] },
    never: { signal: 'never', timeout: '20ms', onFailure: 'continue' },
    ask: { approve: { signal: 'ok', ask: 'Ship ${input.n}?' } },
    again: { agent: 'core.echo', with: '${iteration}', repeat: { until: '${output >= 2}', max: 5 } },
    endless: {
      agent: 'core.echo',
      with: '${iteration}',
      repeat: { until: '${output > 9}', max: 2 },
      onFailure: 'continue',
    },
    child: { workflow: 'leaf', with: { n: '${steps.each.output[0]}' }, needs: ['each'] },
    children: { workflow: 'leaf', forEach: [1, 2, 3], concurrency: 2, with: '${item}' },
    orphan: { workflow: 'broken', retry: RETRY, onFailure: 'continue' },
    last: {
      agent: 'core.echo',
      needs: ['go', 'some', 'child', 'lost'],
      with: { said: '${steps.go.output}', some: '${steps.some.output}', why: '${steps.lost.error.code}' },
    },
  },
  output: { last: '${steps.last.output}', asked: '${steps.ask.output.choice}' },
};
