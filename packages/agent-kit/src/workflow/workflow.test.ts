import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { agent } from '../agent.ts';
import { cel } from './cel.ts';
import { whenPresent } from './when-present.ts';
import { isWorkflow, workflow } from './workflow.ts';

const analyse = agent({
  name: 'text.analyse',
  input: z.object({ text: z.string(), limit: z.number().optional() }),
  output: z.object({
    words: z.number(),
    title: z.string().optional(),
    tops: z.array(z.object({ word: z.string() })),
  }),
  handler: () => ({ words: 1, tops: [] }),
});
const report = agent({
  name: 'text.report',
  input: z.object({ words: z.number(), title: z.string() }),
  output: z.object({ text: z.string() }),
  handler: ({ title }) => ({ text: title }),
});

describe('workflow()', () => {
  test('makes the definition that one would write by hand', () => {
    const made = workflow({
      name: 'digest',
      description: 'Two steps.',
      input: z.object({ text: z.string(), title: z.string(), limits: z.array(z.number()) }),
      attributes: ({ input }) => ({
        title: input.title,
        limit: input.limits[0],
        isLong: cel<boolean>`${input.text}.size() > 100`,
      }),
      defaults: { retry: { maxAttempts: 2 } },
      timeout: '1m',
      schedule: {
        cron: '0 3 * * *',
        zone: 'Europe/Berlin',
        input: { text: 'x', title: 'y', limits: [1] },
      },
      steps: (flow) =>
        flow
          .step('analyse', analyse, ({ input }) => ({
            with: { text: input.text, limit: cel<number>`${input.limits[0]} + 1` },
          }))
          .step('audit', 'other.audit', () => ({ onFailure: 'continue', priority: 'low' }))
          .step('report', report, ({ input, steps }) => ({
            with: { words: steps.analyse.output.words, title: `About ${input.title}` },
            needs: ['audit'],
            when: cel<boolean>`${steps.analyse.output.words} > ${3}`,
            timeout: '5s',
          })),
      output: ({ steps, run }) => ({
        text: steps.report.output.text,
        first: steps.analyse.output.tops[0],
        run: run.id,
      }),
    });
    expect(made.definition).toEqual({
      name: 'digest',
      description: 'Two steps.',
      input: {
        type: 'object',
        properties: {
          text: { type: 'string' },
          title: { type: 'string' },
          limits: { type: 'array', items: { type: 'number' } },
        },
        required: ['text', 'title', 'limits'],
      },
      attributes: {
        title: '${input.title}',
        limit: '${input.limits[0]}',
        isLong: '${input.text.size() > 100}',
      },
      defaults: { retry: { maxAttempts: 2 } },
      timeout: '1m',
      schedule: {
        cron: '0 3 * * *',
        zone: 'Europe/Berlin',
        input: { text: 'x', title: 'y', limits: [1] },
      },
      steps: {
        analyse: { agent: 'text.analyse', with: { text: '${input.text}', limit: '${input.limits[0] + 1}' } },
        audit: { agent: 'other.audit', onFailure: 'continue', priority: 'low' },
        report: {
          agent: 'text.report',
          needs: ['audit', 'analyse'],
          with: { words: '${steps.analyse.output.words}', title: 'About ${input.title}' },
          when: '${steps.analyse.output.words > 3}',
          timeout: '5s',
        },
      },
      output: {
        text: '${steps.report.output.text}',
        first: '${steps.analyse.output.tops[0]}',
        run: '${run.id}',
      },
    });
  });

  test('names fields that are no identifiers, and words of CEL, in brackets', () => {
    const made = workflow({
      name: 'odd',
      input: z.object({ 'a b': z.string(), in: z.string(), 'say "x"': z.string() }),
      steps: (flow) =>
        flow.step('a', 'core.echo', ({ input }) => ({ with: [input['a b'], input.in, input['say "x"']] })),
    });
    expect(made.definition.steps.a).toHaveProperty('with', [
      '${input["a b"]}',
      '${input["in"]}',
      '${input["say \\"x\\""]}',
    ]);
  });

  test('needs what its templates name, also in texts, and nothing that only looks alike', () => {
    const made = workflow({
      name: 'needs',
      input: z.null(),
      steps: (flow) =>
        flow
          .step('a', 'x')
          .step('b', 'x', ({ steps }) => ({ with: `see ${steps.a.output.page}` }))
          .step('c', 'x', () => ({ with: 'steps.a is no expression' }))
          .step('d', 'x', () => ({ with: { deep: [{ text: '${steps.b.output + steps.a.output}' }] } })),
    });
    const needs = Object.entries(made.definition.steps).map(([id, step]) => [id, step.needs]);
    expect(Object.fromEntries(needs)).toEqual({ a: undefined, b: ['a'], c: undefined, d: ['b', 'a'] });
  });

  test('writes what is wanted present as a `when` beside its own', () => {
    const made = workflow({
      name: 'w',
      input: z.object({ text: z.string().optional(), deep: z.boolean() }),
      steps: (flow) =>
        flow
          .step('a', analyse, ({ input }) =>
            whenPresent(input.text, (text) => ({
              when: cel<boolean>`${input.deep} || false`,
              with: { text },
            })),
          )
          .step('b', report, ({ steps }) =>
            whenPresent(steps.a.output, ({ words, title }) =>
              whenPresent(title, (there) => ({ with: { words, title: there } })),
            ),
          ),
    });
    expect(made.definition.steps).toEqual({
      a: {
        agent: 'text.analyse',
        when: '${input.text != null && (input.deep || false)}',
        with: { text: '${input.text}' },
      },
      b: {
        agent: 'text.report',
        needs: ['a'],
        when: '${steps.a.output != null && (steps.a.output.title != null)}',
        with: { words: '${steps.a.output.words}', title: '${steps.a.output.title}' },
      },
    });
  });

  test('refuses a name, a schema and a second step of one id, and says why', () => {
    const make = (name: string, input: z.ZodType) =>
      workflow({ name, input, steps: (flow) => flow.step('a', 'x') });
    expect(() => make('Upper', z.null())).toThrow(expect.objectContaining({ code: 'WORKFLOW_NAME_INVALID' }));
    expect(() => make('dated', z.object({ at: z.date() }))).toThrow(
      expect.objectContaining({ code: 'INPUT_SCHEMA_INVALID', message: expect.stringContaining('Date') }),
    );
    const twice = () =>
      workflow({ name: 'twice', input: z.null(), steps: (flow) => flow.step('a', 'x').step('a', 'x') });
    expect(twice).toThrow(expect.objectContaining({ code: 'STEP_DUPLICATE' }));
  });
});

test('isWorkflow recognises what another copy of the package made, and nothing else', () => {
  const made = workflow({ name: 'w', input: z.null(), steps: (flow) => flow.step('a', 'x') });
  expect(isWorkflow(made)).toBe(true);
  expect(isWorkflow({ [Symbol.for('ag06.workflow')]: true })).toBe(true);
  for (const value of [null, 1, 'w', {}, analyse, made.definition]) expect(isWorkflow(value)).toBe(false);
});

test('a step that runs a workflow is written with its name, its input and what it needs', () => {
  const child = workflow({
    name: 'child',
    input: z.object({ n: z.number() }),
    steps: (flow) => flow.step('a', analyse, () => ({ with: { text: '' } })),
  });
  const { definition } = workflow({
    name: 'parent',
    input: z.object({ list: z.array(z.number()) }),
    steps: (flow) =>
      flow
        .step('a', analyse, () => ({ with: { text: '' } }))
        .workflow('one', child, ({ steps }) => ({
          with: { n: steps.a.output.words },
          retry: { maxAttempts: 2 },
        }))
        .workflow('each', child, ({ input, item }) => ({
          forEach: input.list,
          concurrency: 3,
          with: { n: item },
        }))
        .workflow('other', 'elsewhere'),
  });
  expect(definition.steps).toMatchObject({
    one: {
      workflow: 'child',
      needs: ['a'],
      with: { n: '${steps.a.output.words}' },
      retry: { maxAttempts: 2 },
    },
    each: { workflow: 'child', forEach: '${input.list}', concurrency: 3, with: { n: '${item}' } },
    other: { workflow: 'elsewhere' },
  });
});

test('signal and approval steps are those that one would write by hand', () => {
  const made = workflow({
    name: 'asking',
    input: z.object({ amount: z.number() }),
    steps: (flow) =>
      flow
        .signal('go', () => ({ signal: 'go', schema: z.object({ ok: z.boolean() }), timeout: '2d' }))
        .approve('ask', ({ input, steps }) => ({
          signal: 'refund',
          ask: `Refund ${input.amount}?`,
          choices: ['pay', 'keep'],
          when: steps.go.output.ok,
          onFailure: 'continue',
        })),
    output: ({ steps }) => ({ choice: steps.ask.output.choice }),
  });
  expect(made.definition.steps).toEqual({
    go: {
      signal: 'go',
      schema: {
        type: 'object',
        properties: { ok: { type: 'boolean' } },
        required: ['ok'],
      },
      timeout: '2d',
    },
    ask: {
      needs: ['go'],
      approve: { signal: 'refund', ask: 'Refund ${input.amount}?', choices: ['pay', 'keep'] },
      when: '${steps.go.output.ok}',
      onFailure: 'continue',
    },
  });
  expect(made.definition.output).toEqual({ choice: '${steps.ask.output.choice}' });
});

test('workflow() writes a step that repeats, whose expressions name its iteration and its own last output', () => {
  const { definition } = workflow({
    name: 'poll',
    input: z.object({ text: z.string() }),
    steps: (flow) =>
      flow.step('probe', analyse, ({ input, iteration, output }) => ({
        with: { text: input.text, limit: cel<number>`${iteration} + ${output.words}` },
        repeat: { until: cel<boolean>`${output.words} > 3`, max: 5 },
      })),
  });
  expect(definition.steps.probe).toMatchObject({
    with: { limit: '${iteration + output.words}' },
    repeat: { until: '${output.words > 3}', max: 5 },
  });
});

test('workflow() writes a child step that repeats, which reads the output of the child before', () => {
  const probe = workflow({
    name: 'probe-once',
    input: z.object({ cursor: z.string().nullable() }),
    steps: (flow) => flow.step('look', 'prober'),
    output: () => ({ ready: cel<boolean>`true`, cursor: cel<string>`'1'` }),
  });
  const { definition } = workflow({
    name: 'poll',
    input: z.object({}),
    steps: (flow) =>
      flow.workflow('probe', probe, ({ output }) => ({
        with: { cursor: output.cursor },
        repeat: { until: output.ready, max: 20 },
      })),
  });
  expect(definition.steps.probe).toEqual({
    workflow: 'probe-once',
    with: { cursor: '${output.cursor}' },
    repeat: { until: '${output.ready}', max: 20 },
  });
});
