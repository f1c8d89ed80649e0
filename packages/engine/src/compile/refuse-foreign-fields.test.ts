import type { Json } from '@ag06/contracts';
import { expect, test } from '@jest/globals';
import { compile } from './compile.ts';

const judge = (step: Json) => {
  const { ok, errors, notYet } = { errors: [], notYet: [], ...compile({ name: 'w', steps: { a: step } }) };
  return { ok, errors, notYet };
};

test('an unknown field is refused with the kind of the step, and the fields that it may have', () => {
  expect(judge({ agent: 'x', colour: 'red' }).errors).toEqual([
    {
      path: 'steps.a.colour',
      expected:
        'one of agent, needs, when, onFailure, dependency, with, retry, timeout, priority, idempotent, startWithin, within, repeat, forEach, concurrency in an agent step',
      got: 'an unknown field',
    },
  ]);
  expect(judge({ agent: 'x', forEach: [1], conurrency: 2 }).errors).toMatchObject([
    { expected: expect.stringContaining('in a forEach step; did you mean "concurrency"?') },
  ]);
});

test('a field that another kind of step has is refused with what makes it one of that kind', () => {
  expect(judge({ agent: 'x', concurrency: 3 }).errors).toEqual([
    { path: 'steps.a.concurrency', expected: 'forEach beside it', got: '3' },
  ]);
});

test('a step of no kind is judged as one that calls an agent, so that all its mistakes are told at once', () => {
  expect(judge({ wiht: 1, timeout: 'soon' }).errors).toMatchObject([
    { path: 'steps.a', got: 'none' },
    { path: 'steps.a.wiht', expected: expect.stringContaining('did you mean "with"?') },
    { path: 'steps.a.timeout' },
  ]);
});
