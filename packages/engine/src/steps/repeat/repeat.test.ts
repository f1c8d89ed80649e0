import type { Json } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../compile/compile.ts';
import { decideEvaluation } from '../../decide/decide-evaluation.ts';
import { decideOutcome } from '../../decide/decide-outcome.ts';
import type { DecisionContext, Outcome } from '../../decide/decision.ts';
import { stepOf } from '../../decide/openings.ts';
import type { Plan } from '../../plan.ts';
import { planOf } from '../../testing/plan-of.ts';
import { callingStepOf } from '../calling/calling-step.ts';
import { renderInput } from '../calling/render-input.ts';

const RUN = { id: 'r0-1', correlationId: 'c' };
const UNTIL = '${output.n >= input.least}';

const planWith = (poll: { readonly [key: string]: Json }): Plan =>
  planOf({
    name: 'w',
    steps: {
      first: { agent: 'a' },
      poll: { needs: ['first'], repeat: { until: UNTIL, max: 3 }, ...poll },
      after: { agent: 'b', needs: ['poll'] },
    },
    output: '${steps.poll.output}',
  });
const agent = (more: { readonly [key: string]: Json } = {}) => planWith({ agent: 'probe', ...more });
const child = (more: { readonly [key: string]: Json } = {}) => planWith({ workflow: 'probe', ...more });

const context = (iteration?: number, more: Partial<Record<RunField, string>> = {}): DecisionContext => ({
  run: RUN,
  values: new Map(Object.entries({ in: '{"least":2}', ...more }) as [RunField, string][]),
  random: () => 0.5,
  children: { depth: 0, idOf: (text) => `<${text}>` },
  ...(iteration !== undefined && { iteration }),
});
const completed = (n: number): Outcome => ({ status: 'completed', output: `{"n":${n}}` });
const decide = (plan: Plan, outcome: Outcome, at: DecisionContext, attempt = 1) =>
  decideOutcome(plan, stepOf(plan, 'poll'), { attempt }, outcome, at);

describe('a step that repeats', () => {
  it('goes on at once with its next iteration while `until` is false', () => {
    const { change, next, end } = decide(agent({ with: '${output}' }), completed(1), context());
    const opening = { mode: 'claim', reads: ['in', 'p:poll'] };
    expect({ change, next, end }).toEqual({
      change: { to: 'iterated', output: '{"n":1}', opening },
      next: [],
      end: undefined,
    });
  });

  it('is completed by the output with which `until` is true, and opens its dependants', () => {
    const { change, next } = decide(agent(), completed(2), context(1));
    expect(change).toEqual({ to: 'completed', output: '{"n":2}' });
    expect(next).toMatchObject([{ unit: 'after' }]);
  });

  it('reads the number of its iteration in `until`, from 0', () => {
    const plan = agent({ repeat: { until: '${iteration == 1}', max: 9 } });
    expect(decide(plan, completed(0), context()).change.to).toBe('iterated');
    expect(decide(plan, completed(0), context(1)).change.to).toBe('completed');
  });

  it('fails after its last iteration, with the last output', () => {
    expect(decide(agent(), completed(0), context(1)).change.to).toBe('iterated');
    const { change, end } = decide(agent(), completed(0), context(2));
    expect(change).toMatchObject({ to: 'failed', output: '{"n":0}' });
    expect(end?.status === 'failed' && JSON.parse(end.error)).toMatchObject({
      code: 'REPEAT_EXHAUSTED',
      step: 'poll',
      iteration: 2,
      message: expect.stringContaining('after 3 iterations'),
    });
  });

  it('lets its run go on after its last iteration, if it says so', () => {
    const { change, next, end } = decide(agent({ onFailure: 'continue' }), completed(0), context(2));
    expect(change).toMatchObject({ to: 'failed', output: '{"n":0}' });
    expect(next).toMatchObject([{ unit: 'after' }]);
    expect(end).toBeUndefined();
  });

  it('fails where `until` cannot be evaluated, and names it', () => {
    for (const until of ['${1 / 0 == 1}', '${output.n}']) {
      const { change, end } = decide(agent({ repeat: { until, max: 9 } }), completed(0), context());
      expect(change).toMatchObject({ to: 'failed' });
      expect(end?.status === 'failed' && JSON.parse(end.error)).toMatchObject({
        code: 'EXPRESSION_FAILED',
        message: expect.stringContaining('steps.poll.repeat.until: '),
      });
    }
  });

  it('tries an iteration again after a failure, and names the iteration', () => {
    const failure = { code: 'AGENT_FAILED', message: 'no' };
    const failed: Outcome = { status: 'failed', failure, isRetryable: true };
    const plan = agent({ retry: { maxAttempts: 2, initialDelay: 10, jitter: 'none' } });
    const { change } = decide(plan, failed, context(1));
    expect(change).toMatchObject({ to: 'retrying', delayMs: 10 });
    expect(change.to === 'retrying' && JSON.parse(change.error)).toMatchObject({ iteration: 1, attempt: 1 });
    expect(decide(plan, failed, context(1), 2).end?.status).toBe('failed');
  });

  it('evaluates `with` anew in each iteration', () => {
    const plan = agent({ with: { n: '${iteration}', before: '${output.n}', least: '${input.least}' } });
    const step = callingStepOf(plan, 'poll');
    if (step === undefined) throw new Error('The plan has its step.');
    const render = (iteration: number | undefined, more: Partial<Record<RunField, string>> = {}) =>
      renderInput(step, context(undefined, more).values, RUN, { attempt: 1, iteration });
    expect(render(undefined)).toEqual({ ok: true, value: { n: 0, before: null, least: 2 } });
    expect(render(4, { 'p:poll': '{"n":7}' })).toEqual({ ok: true, value: { n: 4, before: 7, least: 2 } });
  });

  it('runs another child in each iteration, and reads its condition before the first alone', () => {
    const plan = child({ when: '${input.least > 5}', with: { before: '${output}' } });
    expect(decideEvaluation(plan, 'poll', 1, context()).change.to).toBe('skipped');
    const { entries = [] } = decideEvaluation(plan, 'poll', 1, context(1, { 'p:poll': '5' }));
    const [entry] = entries;
    expect(entry).toMatchObject({ does: 'start', to: '<r0-1|poll||1|1|0>' });
    expect(entry?.does === 'start' && JSON.parse(entry.body)).toMatchObject({ input: '{"before":5}' });
    expect(decide(plan, completed(1), context(1)).change).toMatchObject({
      to: 'iterated',
      opening: { mode: 'evaluate' },
    });
  });
});

describe('a definition with `repeat`', () => {
  const judge = (step: { readonly [key: string]: Json }) => {
    const compilation = compile({ name: 'w', steps: { a: { agent: 'x' }, s: { needs: ['a'], ...step } } });
    return compilation.ok ? [] : compilation.errors.map(({ path, expected }) => `${path}: ${expected}`);
  };
  const repeat = { until: '${output == 1}', max: 3 };

  it.each<[string, { readonly [key: string]: Json }, string, string]>([
    ['is not an object', { repeat: 3 }, 's.repeat', 'an object'],
    ['has no end', { repeat: { until: '${true}' } }, 's.repeat.max', 'an integer from 1 to 10000'],
    ['may go on too long', { repeat: { ...repeat, max: 10_001 } }, 's.repeat.max', 'from 1 to 10000'],
    ['has no condition', { repeat: { max: 3 } }, 's.repeat.until', 'giving a boolean'],
    ['has a condition that is text', { repeat: { until: 'done', max: 3 } }, 's.repeat.until', 'a boolean'],
    ['has a slip in it', { repeat: { ...repeat, untl: 1 } }, 's.repeat.untl', 'did you mean "until"?'],
    ['reads what it cannot', { repeat: { until: '${steps.s.output}', max: 1 } }, 's.repeat.until', 'valid'],
  ])('is refused if it %s', (_, step, path, expected) => {
    expect(judge({ agent: 'x', ...step })).toEqual([expect.stringContaining(`steps.${path}: `)]);
    expect(judge({ agent: 'x', ...step })).toEqual([expect.stringContaining(expected)]);
  });

  it('is refused beside `forEach` and in steps that only wait, as no mere unknown field', () => {
    const refused = [
      expect.stringContaining('steps.s.repeat: a step without it: repeat is for steps that call an agent'),
    ];
    expect(judge({ agent: 'x', forEach: [1], repeat })).toEqual(refused);
    expect(judge({ workflow: 'x', forEach: [1], repeat })).toEqual(refused);
    expect(judge({ wait: '1s', repeat })).toEqual(refused);
    expect(judge({ signal: 'go', repeat })).toEqual(refused);
  });

  it('has `iteration` and `output` in its `with` and `until` alone', () => {
    const uses = '${iteration == 0 || output == null}';
    expect(judge({ agent: 'x', with: uses, repeat: { until: uses, max: 1 } })).toEqual([]);
    expect(judge({ agent: 'x', when: uses, repeat })).toHaveLength(2);
    expect(judge({ agent: 'x', with: '${iteration}' })).toHaveLength(1);
  });
});
