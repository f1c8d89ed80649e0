import type { Json } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDefinition } from '../parse-definition.ts';
import type { Scope } from '../template/template.ts';
import { callOf, planOf } from '../testing/plan-of.ts';
import { compile } from './compile.ts';

const digest = parseDefinition(
  `
name: folder-digest
description: what is in a folder
input:
  type: object
  required: [dir]
  properties: { dir: { type: string } }
defaults:
  timeout: 30s
  priority: high
  retry: { maxAttempts: 5, initialDelay: 500ms, maxDelay: 30s }
timeout: 1h
steps:
  discover: { agent: fs.list, with: { dir: "\${input.dir}", pattern: "**/*.md" } }
  analyse:
    agent: text.analyse
    needs: [discover]
    with: { files: "\${steps.discover.output.files}" }
    retry: { maxAttempts: 1, backoff: fixed }
    timeout: 5m
    priority: bulk
    onFailure: continue
  count: { agent: core.echo, needs: [discover] }
  report:
    agent: text.report
    needs: [analyse, count]
    when: "\${steps.analyse.status == 'completed' && size(steps.discover.output.files) > 0}"
output: "\${steps.report.output}"
`,
  'yaml',
);

describe('a plan', () => {
  const plan = planOf(digest);

  test('has the graph of its steps', () => {
    expect([...plan.steps.keys()]).toEqual(['discover', 'analyse', 'count', 'report']);
    expect(plan.roots).toEqual(['discover']);
    expect(plan.leaves).toEqual(['report']);
    expect(callOf(plan, 'report')).toMatchObject({
      kind: 'agent',
      agent: 'text.report',
      needs: ['analyse', 'count'],
      dependants: [],
    });
    expect(callOf(plan, 'discover')).toMatchObject({ needs: [], dependants: ['analyse', 'count'] });
  });

  test("has every policy filled in: the step's own, else the defaults, else what is built in", () => {
    expect(callOf(plan, 'analyse')).toMatchObject({
      timeoutMs: 300_000,
      priority: 'bulk',
      onFailure: 'continue',
      retry: {
        maxAttempts: 1,
        backoff: 'fixed',
        initialDelayMs: 500,
        maxDelayMs: 30_000,
        factor: 2,
        jitter: 'full',
      },
    });
    expect(callOf(plan, 'count')).toMatchObject({
      timeoutMs: 30_000,
      priority: 'high',
      onFailure: 'fail',
      retry: { maxAttempts: 5 },
    });
    expect(callOf(planOf({ name: 'w', steps: { a: { agent: 'x' } } }), 'a')).toMatchObject({
      timeoutMs: undefined,
      priority: undefined,
      when: undefined,
      retry: {
        maxAttempts: 3,
        backoff: 'exponential',
        initialDelayMs: 1000,
        maxDelayMs: 60_000,
        factor: 2,
        jitter: 'full',
      },
    });
    expect(plan.timeoutMs).toBe(3_600_000);
  });

  test('has templates that list the fields they read', () => {
    expect(callOf(plan, 'discover').with.reads).toEqual({ input: true, steps: {} });
    expect(callOf(plan, 'analyse').with.reads).toEqual({ input: false, steps: { discover: ['output'] } });
    expect(callOf(plan, 'report').when?.reads.steps).toEqual({ analyse: ['status'], discover: ['output'] });
    expect(plan.output.reads.steps).toEqual({ report: ['output'] });
  });

  test('has what a step says of being idempotent, and nothing where it says nothing', () => {
    const steps = { a: { agent: 'x', idempotent: false }, b: { agent: 'x' } };
    const said = planOf({ name: 'said', steps });
    expect([callOf(said, 'a').idempotent, callOf(said, 'b').idempotent]).toEqual([false, undefined]);
  });

  test('has the dependency of a step, if that is not its agent', () => {
    const steps = { a: { agent: 'x', dependency: 'billing:443' }, b: { agent: 'x' } };
    const named = planOf({ name: 'w', steps });
    expect(callOf(named, 'a').dependency).toBe('billing:443');
    expect(callOf(named, 'b').dependency).toBeUndefined();
  });

  test('gives a step without `with` an empty object', () => {
    const scope: Scope = { input: null, steps: {}, run: { id: 'r', correlationId: 'c', attempt: 1 } };
    expect(callOf(plan, 'count').with.evaluate(scope)).toEqual({ ok: true, value: {} });
  });

  test('returns the output of each leaf if the definition has no `output`', () => {
    const forked = planOf({
      name: 'w',
      steps: { a: { agent: 'x' }, b: { agent: 'x', needs: ['a'] }, c: { agent: 'x', needs: ['a'] } },
    });
    const completed = (output: Json) => ({ output, status: 'completed', error: null });
    const scope: Scope = {
      input: null,
      steps: { b: completed(1), c: completed([2]) },
      run: { id: 'r', correlationId: 'c', attempt: 1 },
    };
    expect(forked.output.reads.steps).toEqual({ b: ['output'], c: ['output'] });
    expect(forked.output.evaluate(scope)).toEqual({ ok: true, value: { b: 1, c: [2] } });
  });

  test('may read every step in its output', () => {
    const definition = {
      name: 'w',
      steps: { a: { agent: 'x' }, b: { agent: 'x', needs: ['a'] } },
      output: '${steps.a.output}',
    };
    expect(planOf(definition).output.reads.steps).toEqual({ a: ['output'] });
  });

  test("judges inputs by the workflow's schema", () => {
    expect(plan.judgeInput({ dir: '.' }).errors).toEqual([]);
    expect(plan.judgeInput({ dir: 1 }).errors).toEqual([
      { path: 'input.dir', expected: 'type string', got: '1' },
    ]);
  });

  test('has the same version for the same content, in whatever order, and another for other content', () => {
    const step = { agent: 'x', with: { a: 1, b: 2 } };
    const version = planOf({ name: 'w', steps: { s: step } }).version;
    expect(version).toMatch(/^[0-9a-f]{32}$/);
    expect(planOf({ steps: { s: { with: { b: 2, a: 1 }, agent: 'x' } }, name: 'w' }).version).toBe(version);
    expect(planOf({ name: 'w', steps: { s: { ...step, with: { a: 1, b: 3 } } } }).version).not.toBe(version);
  });

  test('does not change when its definition does', () => {
    const definition: { [key: string]: Json } = {
      name: 'w',
      steps: { s: { agent: 'x', with: { list: [1] } } },
    };
    const before = planOf(definition);
    definition.name = 'changed';
    expect(before.definition.name).toBe('w');
    expect(Object.isFrozen(before.definition.steps)).toBe(true);
  });

  test('has warnings of what is probably not meant', () => {
    const { warnings } = planOf({
      name: 'w',
      timeout: '1m',
      steps: { a: { agent: 'x', timeout: '2m', retry: { initialDelay: '5m' } } },
    });
    expect(warnings).toEqual([
      expect.stringContaining('steps.a.retry'),
      expect.stringContaining('steps.a.timeout'),
    ]);
  });
});

describe('any workflow', () => {
  const needs = fc.array(fc.uniqueArray(fc.nat(11), { maxLength: 4 }), { minLength: 1, maxLength: 12 });

  function toDefinition(lists: readonly (readonly number[])[]): Json {
    const ids = lists.map((_, index) => `s${index}`);
    const steps: { [id: string]: Json } = {};
    for (const [index, list] of lists.entries()) {
      steps[`s${index}`] = {
        agent: 'x',
        needs: list.filter((n) => n !== index).flatMap((n) => ids[n] ?? []),
      };
    }
    return { name: 'w', steps };
  }

  /** Takes away steps that wait for nothing, again and again. */
  function isAcyclic(lists: readonly (readonly number[])[]): boolean {
    const left = new Map(
      lists.map((list, index) => [index, list.filter((n) => n !== index && n < lists.length)]),
    );
    let isProgress = true;
    while (isProgress) {
      isProgress = false;
      for (const [index, list] of left) {
        if (list.some((n) => left.has(n))) continue;
        left.delete(index);
        isProgress = true;
      }
    }
    return left.size === 0;
  }

  test('compiles exactly if its needs have no cycle', () => {
    fc.assert(
      fc.property(needs, (lists) => {
        const compilation = compile(toDefinition(lists));
        expect(compilation.ok).toBe(isAcyclic(lists));
        if (!compilation.ok)
          expect(compilation.errors.every(({ got }) => got.startsWith('a cycle: '))).toBe(true);
      }),
    );
  });

  test('is checked without throwing, whatever it contains', () => {
    const field = fc.constantFrom(
      'name',
      'steps',
      'input',
      'output',
      'defaults',
      'agent',
      'needs',
      'when',
      'with',
      'retry',
      '__proto__',
    );
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<Json>(null, true, 1, 'a', '${input.x}', '${', '10s', 'x'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc
          .array(fc.tuple(field, tie('value')), { maxLength: 5 })
          .map((entries): Json => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(value, (definition) => typeof compile(definition).ok === 'boolean'),
      { numRuns: 1_000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
