import type { Json, Violation } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import { compile } from './compile.ts';

function judge(definition: Json): { errors: readonly Violation[]; notYet: readonly Violation[] } {
  const compilation = compile(definition);
  if (compilation.ok) return { errors: [], notYet: [] };
  return { errors: compilation.errors, notYet: compilation.notYet };
}

const withStep = (step: Json): Json => ({ name: 'w', steps: { a: step, b: { agent: 'x', needs: ['a'] } } });
const withId = (id: string): Json => ({ name: 'w', steps: Object.fromEntries([[id, { agent: 'x' }]]) });
const agent = { agent: 'x' };

describe('one mistake gives one violation', () => {
  test.each<[string, Json, string, string, string]>([
    ['no object', [], '', 'an object', 'a list of 0'],
    ['null', null, '', 'an object', 'null'],
    ['no name', { steps: { a: agent } }, 'name', 'a name', 'nothing'],
    ['a bad name', { name: 'Big Name', steps: { a: agent } }, 'name', 'a name', '"Big Name"'],
    ['a bad description', { name: 'w', description: 1, steps: { a: agent } }, 'description', 'a string', '1'],
    ['no steps', { name: 'w' }, 'steps', 'an object', 'nothing'],
    ['empty steps', { name: 'w', steps: {} }, 'steps', 'at least one step', 'an empty object'],
    ['steps in a list', { name: 'w', steps: [agent] }, 'steps', 'an object', 'a list of 1'],
    [
      'an unknown field',
      { name: 'w', stpes: 1, steps: { a: agent } },
      'stpes',
      'did you mean "steps"?',
      'an unknown field',
    ],
    [
      'a bad run timeout',
      { name: 'w', timeout: '1 week', steps: { a: agent } },
      'timeout',
      'milliseconds',
      '"1 week"',
    ],
    [
      'an idempotent that is no boolean',
      withStep({ agent: 'x', idempotent: 'yes' }),
      'steps.a.idempotent',
      'true or false',
      '"yes"',
    ],
    [
      'a dependency that is an expression',
      withStep({ agent: 'x', dependency: '${input.host}' }),
      'steps.a.dependency',
      "a dependency's name, as it is",
      '"${input.host}"',
    ],
    ['bad defaults', { name: 'w', defaults: 1, steps: { a: agent } }, 'defaults', 'an object', '1'],
    [
      'an unknown default',
      { name: 'w', defaults: { agent: 'x' }, steps: { a: agent } },
      'defaults.agent',
      'one of retry',
      'unknown',
    ],
    [
      'a bad default',
      { name: 'w', defaults: { priority: 'urgent' }, steps: { a: agent } },
      'defaults.priority',
      'one of critical',
      '"urgent"',
    ],
    [
      'a bad output',
      { name: 'w', output: { r: '${steps.z.output}' }, steps: { a: agent } },
      'output.r',
      'a valid expression',
      'no step z',
    ],
    [
      'a bad schema',
      { name: 'w', input: { type: 'text' }, steps: { a: agent } },
      'input.type',
      'one of',
      '"text"',
    ],
    ['a step that is no object', withStep('x'), 'steps.a', 'an object', '"x"'],
    ['no kind', withStep({}), 'steps.a', 'an agent that does it', 'none'],
    [
      'a bad agent',
      withStep({ agent: 'Not An Agent' }),
      'steps.a.agent',
      "an agent's name",
      '"Not An Agent"',
    ],
    ['an agent that is no string', withStep({ agent: null }), 'steps.a.agent', "an agent's name", 'null'],
    [
      'an unknown step field',
      withStep({ agent: 'x', wiht: 1 }),
      'steps.a.wiht',
      'did you mean "with"?',
      'an unknown field',
    ],
    [
      'needs that are no list',
      withStep({ agent: 'x', needs: 'b' }),
      'steps.a.needs',
      'a list of step ids',
      '"b"',
    ],
    ['a need that is no string', withStep({ agent: 'x', needs: [1] }), 'steps.a.needs[0]', 'a step id', '1'],
    [
      'a dangling need',
      withStep({ agent: 'x', needs: ['zzz'] }),
      'steps.a.needs[0]',
      'a step of this workflow',
      '"zzz"',
    ],
    ['a need of itself', withStep({ agent: 'x', needs: ['a'] }), 'steps.a.needs[0]', 'another step', '"a"'],
    [
      'a cycle',
      withStep({ agent: 'x', needs: ['b'] }),
      'steps.a.needs',
      'without a cycle',
      'a cycle: a -> b -> a',
    ],
    ['a bad timeout', withStep({ agent: 'x', timeout: -1 }), 'steps.a.timeout', 'milliseconds', '-1'],
    ['no time at all', withStep({ agent: 'x', timeout: 0 }), 'steps.a.timeout', 'at least 1ms', '0'],
    [
      'a bad priority',
      withStep({ agent: 'x', priority: 'hihg' }),
      'steps.a.priority',
      'did you mean "high"?',
      '"hihg"',
    ],
    [
      'a bad onFailure',
      withStep({ agent: 'x', onFailure: 'retry' }),
      'steps.a.onFailure',
      'fail, continue',
      '"retry"',
    ],
    ['a bad retry', withStep({ agent: 'x', retry: 3 }), 'steps.a.retry', 'an object', '3'],
    [
      'an unknown retry field',
      withStep({ agent: 'x', retry: { attempts: 3 } }),
      'steps.a.retry.attempts',
      'one of maxAttempts',
      'unknown',
    ],
    [
      'no attempts',
      withStep({ agent: 'x', retry: { maxAttempts: 0 } }),
      'steps.a.retry.maxAttempts',
      'from 1',
      '0',
    ],
    [
      'half attempts',
      withStep({ agent: 'x', retry: { maxAttempts: 1.5 } }),
      'steps.a.retry.maxAttempts',
      'an integer',
      '1.5',
    ],
    [
      'a bad backoff',
      withStep({ agent: 'x', retry: { backoff: 'linear' } }),
      'steps.a.retry.backoff',
      'exponential, fixed',
      '"linear"',
    ],
    [
      'a bad delay',
      withStep({ agent: 'x', retry: { initialDelay: '1w' } }),
      'steps.a.retry.initialDelay',
      'ms|s|m|h|d',
      '"1w"',
    ],
    [
      'a bad maximum',
      withStep({ agent: 'x', retry: { maxDelay: [] } }),
      'steps.a.retry.maxDelay',
      'ms|s|m|h|d',
      'a list',
    ],
    [
      'a shrinking factor',
      withStep({ agent: 'x', retry: { factor: 0.5 } }),
      'steps.a.retry.factor',
      'from 1',
      '0.5',
    ],
    [
      'a bad jitter',
      withStep({ agent: 'x', retry: { jitter: true } }),
      'steps.a.retry.jitter',
      'full, none',
      'true',
    ],
    [
      'a bad condition',
      withStep({ agent: 'x', when: 'always' }),
      'steps.a.when',
      'one ${…} expression',
      '"always"',
    ],
    [
      'a bad expression',
      withStep({ agent: 'x', with: { q: ['${1 +}'] } }),
      'steps.a.with.q[0]',
      'parses',
      'at character',
    ],
    [
      'an expression that looks ahead',
      withStep({ agent: 'x', with: '${steps.b.output}' }),
      'steps.a.with',
      'valid',
      'step b is not reachable through needs; add `needs: [b]` to this step',
    ],
    [
      'an expression that reads itself',
      withStep({ agent: 'x', with: '${steps.a.output}' }),
      'steps.a.with',
      'valid',
      'not reachable',
    ],
    [
      'a step that a slip names',
      {
        name: 'w',
        steps: { fetch: agent, b: { agent: 'x', needs: ['fetch'], with: '${steps.fecth.output}' } },
      },
      'steps.b.with',
      'valid',
      'did you mean "fetch"?',
    ],
    ['an id with a dash', withId('a-b'), 'steps.a-b', 'a step id', '"a-b"'],
    ['an id that starts with a digit', withId('1a'), 'steps["1a"]', 'a step id', '"1a"'],
    ['an id that is too long', withId('a'.repeat(65)), `steps.${'a'.repeat(65)}`, 'a step id', '"aaa'],
    ['a keyword of CEL', withId('in'), 'steps.in', 'not a CEL keyword', '"in"'],
    ['a reserved word of CEL', withId('while'), 'steps.while', 'not a CEL keyword', '"while"'],
    ['a name of JavaScript objects', withId('__proto__'), 'steps.__proto__', 'not reserved', '"__proto__"'],
  ])('%s', (_name, definition, path, expected, got) => {
    expect(judge(definition)).toEqual({
      errors: [{ path, expected: expect.stringContaining(expected), got: expect.stringContaining(got) }],
      notYet: [],
    });
  });
});

test('an edge that is written twice is refused', () => {
  const { errors } = judge({ name: 'w', steps: { a: agent, b: { agent: 'x', needs: ['a', 'a'] } } });
  expect(errors).toEqual([{ path: 'steps.b.needs[1]', expected: 'each step once', got: '"a"' }]);
});

test('steps that are reachable through others may be read', () => {
  const definition = {
    name: 'w',
    steps: {
      a: agent,
      b: { agent: 'x', needs: ['a'] },
      c: { agent: 'x', needs: ['b'], with: '${steps.a.output}' },
    },
  };
  expect(compile(definition).ok).toBe(true);
});

test('all mistakes are reported together', () => {
  const { errors } = judge({
    nmae: 'w',
    steps: {
      a: { agent: 'x', needs: ['q'], with: '${' },
      b: { agent: 'X', timeout: 'x', retry: { factor: 'x' } },
    },
    output: '${steps.q}',
  });
  expect(errors.map(({ path }) => path).sort()).toEqual(
    [
      'nmae',
      'name',
      'steps.a.needs[0]',
      'steps.a.with',
      'steps.b.agent',
      'steps.b.timeout',
      'steps.b.retry.factor',
      'output',
    ].sort(),
  );
});
