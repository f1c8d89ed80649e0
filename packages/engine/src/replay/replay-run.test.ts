import type { Json, RunEvent } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../compile/compile.ts';
import type { Plan } from '../plan.ts';
import type { Difference } from './difference.ts';
import { RunReplay } from './replay-run.ts';

type Told = Partial<RunEvent> & Pick<RunEvent, 'type'>;

function planOf(definition: Json): Plan {
  const compiled = compile(definition);
  if (compiled.ok) return compiled.plan;
  throw new Error(JSON.stringify(compiled.errors));
}

function replay(events: readonly Told[], now: Json, recorded: Json = now): Difference | undefined {
  const replayed = new RunReplay({
    run: { id: 'r0-1', correlationId: 'c' },
    depth: 0,
    now: planOf(now),
    recorded: planOf(recorded),
  });
  for (const [i, event] of events.entries()) {
    const difference = replayed.add({ seq: i + 1, at: 1_000 * (i + 1), ...event });
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const begun = (input: Json): Told[] => [{ type: 'run.accepted', input }, { type: 'run.started' }];
const ERROR = { code: 'AGENT_FAILED', message: 'no' };

const AGENT = {
  agent: 'x.a',
  retry: { maxAttempts: 2, initialDelay: '1s', backoff: 'fixed', jitter: 'none' },
};
const ORDER = {
  name: 'order',
  steps: {
    a: { ...AGENT, with: { n: '${input.n}' } },
    b: { agent: 'x.b', needs: ['a'], when: '${steps.a.output.n > 1}' },
  },
  output: { of: '${steps.a.output.n}' },
};
const ORDER_LOG: Told[] = [
  ...begun({ n: 1 }),
  { type: 'step.scheduled', step: 'a' },
  { type: 'step.started', step: 'a' },
  { type: 'step.retrying', step: 'a', error: ERROR, dueAt: 6_000 },
  { type: 'step.started', step: 'a', attempt: 2 },
  { type: 'step.completed', step: 'a', attempt: 2, output: { n: 1 } },
  { type: 'step.skipped', step: 'b' },
  { type: 'run.completed', output: { of: 1 } },
];

describe('a replay of a run', () => {
  it('finds no difference by the definition that the run had', () => {
    expect(replay(ORDER_LOG, ORDER)).toBeUndefined();
  });

  it('finds no difference where the settings of the fleet had a step tried again that says nothing about it', () => {
    const silent = { name: 'silent', steps: { a: { agent: 'x.a' } } };
    const log: Told[] = [
      ...begun(null),
      { type: 'step.scheduled', step: 'a' },
      { type: 'step.started', step: 'a', attempt: 7 },
      { type: 'step.retrying', step: 'a', attempt: 7, error: ERROR, dueAt: 900_000 },
    ];
    expect(replay(log, silent)).toBeUndefined();
    const own = { name: 'silent', steps: { a: { agent: 'x.a', retry: { maxAttempts: 3 } } } };
    expect(replay(log, own, silent)).toMatchObject({ recorded: 'step a was to be tried again' });
  });

  const changed = (steps: object, more: object = {}): Json =>
    JSON.parse(JSON.stringify({ ...ORDER, ...more, steps: { ...ORDER.steps, ...steps } }));
  it.each<[string, Json, Partial<Difference>]>([
    [
      'a changed condition',
      changed({ b: { ...ORDER.steps.b, when: '${steps.a.output.n > 0}' } }),
      { seq: 8, recorded: 'step b was skipped', now: 'step b would begin' },
    ],
    [
      'a changed input of a step',
      changed({ a: { ...ORDER.steps.a, with: { n: '${input.n + 1}' } } }),
      { seq: 4, recorded: 'step a had the input {"n":1}', now: 'it would have the input {"n":2}' },
    ],
    [
      'another agent',
      changed({ a: { ...ORDER.steps.a, agent: 'x.other' } }),
      { seq: 4, recorded: 'step a called the agent x.a', now: 'it would call the agent x.other' },
    ],
    [
      'fewer attempts',
      changed({ a: { ...ORDER.steps.a, retry: { ...AGENT.retry, maxAttempts: 1 } } }),
      { seq: 5, recorded: 'step a was to be tried again', now: 'step a would fail: AGENT_FAILED: no' },
    ],
    [
      'another time until the next attempt',
      changed({ a: { ...ORDER.steps.a, retry: { ...AGENT.retry, initialDelay: '7s' } } }),
      { seq: 5, recorded: 'step a was to be tried again after 1000 ms', now: 'after 7000 ms' },
    ],
    [
      'a step that is gone',
      { name: 'order', steps: { b: { agent: 'x.b' } } },
      { seq: 3, recorded: 'step a was sent to its queue', now: 'the workflow has no step a' },
    ],
    [
      'a new step',
      changed({ c: { agent: 'x.c' } }),
      { seq: 9, recorded: 'the run completed', now: 'step c would have to have its outcome first' },
    ],
    [
      'another dependency',
      changed({ a: { ...ORDER.steps.a, needs: ['b'] }, b: { agent: 'x.b' } }, { output: '${1}' }),
      { seq: 3, now: 'it would not be open yet: it needs b' },
    ],
    [
      'another output of the run',
      changed({}, { output: { of: '${steps.b.status}' } }),
      { seq: 9, recorded: `the run's output was {"of":1}`, now: 'it would be {"of":"skipped"}' },
    ],
    [
      'an input that is refused now',
      changed({}, { input: { type: 'object', required: ['m'] } }),
      { seq: 1, recorded: 'the input was accepted' },
    ],
  ])('finds %s', (_, now, difference) => {
    expect(replay(ORDER_LOG, now, ORDER)).toMatchObject(difference);
  });

  it('finds an attempt more than the run had, unless its failure was none to be mended', () => {
    const log = (more: object): Told[] => [
      ...begun({}),
      { type: 'step.scheduled', step: 'a' },
      { type: 'step.started', step: 'a' },
      { type: 'step.failed', step: 'a', error: ERROR, ...more },
      { type: 'run.failed', error: { ...ERROR, step: 'a' } },
    ];
    const definition = (maxAttempts: number): Json => ({
      name: 'w',
      steps: { a: { agent: 'x.a', retry: { maxAttempts } } },
    });
    expect(replay(log({}), definition(1))).toBeUndefined();
    expect(replay(log({}), definition(3))).toBeUndefined();
    expect(replay(log({ retryable: false }), definition(3), definition(1))).toBeUndefined();
    expect(replay(log({}), definition(3), definition(1))).toMatchObject({
      seq: 5,
      recorded: 'step a failed',
      now: 'step a would be tried again',
    });
  });

  it('finds that a failure no longer ends the run, or does now', () => {
    const definition = (onFailure: string): Json => ({
      name: 'w',
      steps: { a: { agent: 'x.a', onFailure, retry: { maxAttempts: 1 } }, b: { agent: 'x.b', needs: ['a'] } },
    });
    const failed: Told[] = [
      ...begun({}),
      { type: 'step.started', step: 'a' },
      { type: 'step.failed', step: 'a', error: ERROR },
    ];
    const ended: Told[] = [...failed, { type: 'run.failed', error: { ...ERROR, step: 'a' } }];
    expect(replay(ended, definition('fail'))).toBeUndefined();
    expect(replay(ended, definition('continue'), definition('fail'))).toMatchObject({
      now: 'it would go on after that failure',
    });
    const wentOn: Told[] = [...failed, { type: 'step.scheduled', step: 'b' }];
    expect(replay(wentOn, definition('continue'))).toBeUndefined();
    expect(replay(wentOn, definition('fail'), definition('continue'))).toMatchObject({
      now: 'it would fail with step a',
    });
  });

  it('follows a list through failures, a retry of the run, and its collection', () => {
    const definition: Json = {
      name: 'w',
      steps: {
        l: { agent: 'x.a', forEach: '${input}', with: { n: '${item}' }, retry: { maxAttempts: 1 } },
      },
      output: '${steps.l.output}',
    };
    const log: Told[] = [
      ...begun([1, 2]),
      { type: 'step.started', step: 'l', items: 2 },
      { type: 'item.started', step: 'l', item: 0 },
      { type: 'item.completed', step: 'l', item: 0, output: 'a' },
      { type: 'item.started', step: 'l', item: 1 },
      { type: 'item.failed', step: 'l', item: 1, error: ERROR },
      { type: 'step.failed', step: 'l', error: ERROR },
      { type: 'run.failed', error: { ...ERROR, step: 'l' } },
      { type: 'run.retried', round: 1, steps: ['l'] },
      { type: 'step.started', step: 'l', items: 2 },
      { type: 'item.started', step: 'l', item: 1 },
      { type: 'item.completed', step: 'l', item: 1, output: 'b' },
      { type: 'step.completed', step: 'l', items: 2, failed: 0 },
    ];
    const completed = (output: Json): Told[] => [...log, { type: 'run.completed', output }];
    expect(replay(completed(['a', 'b']), definition)).toBeUndefined();
    expect(replay(completed(['b', 'a']), definition)).toMatchObject({
      seq: 15,
      now: 'it would be ["a","b"]',
    });
    const other = { name: 'w', steps: { l: { agent: 'x.a', forEach: '${[1]}' } } };
    expect(replay(log, other, definition)).toMatchObject({
      seq: 3,
      recorded: 'step l began with 2 items',
      now: 'step l would begin with 1 items',
    });
  });

  it('takes what a fork has from its source as it was, and decides the rest', () => {
    const definition: Json = {
      name: 'w',
      steps: {
        a: { agent: 'x.a' },
        l: { agent: 'x.l', forEach: '${[1, 2]}', with: '${item}' },
        k: { agent: 'x.l', forEach: '${[1]}', with: '${item}' },
        b: { agent: 'x.b', needs: ['a', 'l', 'k'], when: '${steps.a.output == 7}' },
      },
      output: { l: '${steps.l.output}', k: '${steps.k.output}' },
    };
    const log: Told[] = [
      { type: 'run.accepted', input: {} },
      { type: 'run.forked' },
      { type: 'step.preset', step: 'a', attempt: 1, status: 'completed', output: 7 },
      { type: 'step.preset', step: 'l', attempt: 1, items: 2 },
      { type: 'item.preset', step: 'l', item: 0, attempt: 1, status: 'completed', output: 'x' },
      { type: 'step.preset', step: 'k', attempt: 1, items: 1 },
      { type: 'item.preset', step: 'k', item: 0, attempt: 1, status: 'completed', output: 'z' },
      { type: 'step.preset', step: 'k', attempt: 1, status: 'completed', items: 1, failed: 0 },
      { type: 'run.started' },
      { type: 'step.started', step: 'l', items: 2 },
      { type: 'item.started', step: 'l', item: 1 },
      { type: 'item.completed', step: 'l', item: 1, output: 'y' },
      { type: 'step.completed', step: 'l', items: 2, failed: 0 },
      { type: 'step.scheduled', step: 'b' },
      { type: 'step.started', step: 'b' },
      { type: 'step.completed', step: 'b', output: 1 },
      { type: 'run.completed', output: { l: ['x', 'y'], k: ['z'] } },
    ];
    expect(replay(log, definition)).toBeUndefined();
  });

  it('gives steps that wait the signals and times that the log has', () => {
    const definition = (until: string, wait: string): Json => ({
      name: 'w',
      steps: {
        t: { wait },
        s: { signal: 'go', needs: ['t'], timeout: '1h' },
        r: { agent: 'x.a', needs: ['s'], repeat: { until, max: 3 } },
      },
      output: '${steps.s.output}',
    });
    const until = '${output == 2}';
    const log: Told[] = [
      ...begun({}),
      { type: 'step.waiting', step: 't', reason: 'timer', dueAt: 63_000 },
      { type: 'signal.received', name: 'go', key: 'k', payload: { ok: true } },
      { type: 'step.completed', step: 't', output: { dueAt: '1970-01-01T00:01:03.000Z' } },
      { type: 'signal.consumed', step: 's', name: 'go', key: 'k' },
      { type: 'step.completed', step: 's', output: { ok: true } },
      { type: 'step.started', step: 'r' },
      { type: 'step.iterated', step: 'r', output: 1 },
      { type: 'step.started', step: 'r', iteration: 1 },
      { type: 'step.completed', step: 'r', iteration: 1, output: 2 },
      { type: 'run.completed', output: { ok: true } },
    ];
    expect(replay(log, definition(until, '60s'))).toBeUndefined();
    expect(replay(log, definition(until, '61s'), definition(until, '60s'))).toMatchObject({ seq: 3 });
    const sooner = '${output == 1}';
    expect(replay(log, definition(sooner, '60s'), definition(until, '60s'))).toMatchObject({
      seq: 9,
      now: 'step r would complete with 1',
    });
  });
});
