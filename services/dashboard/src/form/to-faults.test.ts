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

test('a refusal that names no place is told at the field that its code is about', () => {
  const error = new RefusedError({ status: 404, code: 'WORKFLOW_UNKNOWN', detail: 'Push it first.' });
  expect([...toRefusedFaults(error, new Map([['WORKFLOW_UNKNOWN', 'workflow']]))]).toEqual([
    ['workflow', 'Push it first.'],
  ]);
  expect(toRefusedFaults(error).size).toBe(0);
});
