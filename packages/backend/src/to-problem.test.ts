import { Refusal } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { toProblem } from './to-problem.ts';

it.each([
  [
    'The folder is in use (by Node.js v24). Stop it, or take another. Or wait.',
    'The folder is in use (by Node.js v24)',
    'Stop it, or take another. Or wait.',
  ],
  [
    'This database has version 5. `ag06 migrate` mends it.',
    'This database has version 5',
    '`ag06 migrate` mends it.',
  ],
  [
    'AG06_BROKER_URL must look like redis://h:1, got x.',
    'AG06_BROKER_URL must look like redis://h:1, got x.',
    'Set AG06_BROKER_URL accordingly.',
  ],
])('a problem separates the finding from the remedy: %s', (message, found, remedy) => {
  const problem = toProblem('settings', new Refusal(422, 'X', message));
  expect(problem).toEqual({ check: 'settings', is: 'problem', code: 'X', found, remedy });
});
