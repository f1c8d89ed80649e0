import { describe, expect, it } from '@jest/globals';
import type { StepDetailView } from './api-types.ts';
import { compareSteps, isSame } from './diff-runs.ts';

const step = (more: Partial<StepDetailView>): StepDetailView => ({
  runId: 'r0-1',
  step: 's',
  status: 'completed',
  attempt: 1,
  attempts: [],
  attemptsCut: false,
  ...more,
});

describe('compareSteps', () => {
  it('tells in what two steps differ, and takes neither attempts nor times for a difference', () => {
    const attempt = { attempt: 1, outcome: 'completed' } as const;
    const times = { startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:01.500Z' };
    const a = step({ input: { n: 1, m: 2 }, output: 1, attempts: [{ ...attempt, ...times }] });
    expect(compareSteps('s', a, step({ input: { m: 2, n: 1 }, output: 1 }))).toEqual({
      step: 's',
      a: { status: 'completed', input: { n: 1, m: 2 }, output: 1, attempts: 1, tookMs: 1_500 },
      b: { status: 'completed', input: { m: 2, n: 1 }, output: 1, attempts: 0 },
      differs: [],
      unknown: [],
    });
    const error = { code: 'X', message: 'x' };
    expect(compareSteps('s', a, step({ status: 'failed', error })).differs).toEqual([
      'status',
      'input',
      'output',
      'error',
    ]);
  });

  it('compares nothing that is not shown, and takes a step that only one run has for a difference', () => {
    const large = step({ omitted: { output: 'It is too large.' } });
    expect(compareSteps('s', large, step({ output: 1 }))).toMatchObject({ differs: [], unknown: ['output'] });
    expect(compareSteps('s', undefined, step({}))).toMatchObject({ differs: ['status'] });
  });
});

it.each([
  [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [[], {}, false],
  [null, {}, false],
])('isSame compares %j and %j: %s', (a, b, same) => {
  expect(isSame(a, b)).toBe(same);
});
