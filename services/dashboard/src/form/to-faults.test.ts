import { RefusedError } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { toRefusedFaults } from './to-faults.ts';

test('a refusal is told at each of its places, by its first fault there', () => {
  const errors = [
    { path: 'input.n', expected: 'type integer', got: '0.5' },
    { path: 'input.n', expected: 'to be >= 1', got: '0.5' },
  ];
  const error = new RefusedError({ status: 422, code: 'INPUT_INVALID', detail: 'No.', errors });
  expect([...toRefusedFaults(error)]).toEqual([['input.n', 'Expected type integer, got 0.5.']]);
  expect(toRefusedFaults(new Error('gone')).size).toBe(0);
});
