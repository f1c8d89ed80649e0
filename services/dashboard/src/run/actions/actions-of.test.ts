import { expect, test } from '@jest/globals';
import { actionsOf } from './actions-of.ts';

test('a failed run can be retried first of all', () => {
  expect(actionsOf({ status: 'failed' })[0]).toBe('retry');
  expect(actionsOf({ status: 'timed_out' })[0]).toBe('retry');
});

test('a paused run is resumed and not paused, any other open run is paused and not resumed', () => {
  expect(actionsOf({ status: 'paused' })).toContain('resume');
  expect(actionsOf({ status: 'paused' })).not.toContain('pause');
  expect(actionsOf({ status: 'waiting' })).toContain('pause');
  expect(actionsOf({ status: 'waiting' })).not.toContain('resume');
});

test('only runs that have ended can be deleted, and only open ones cancelled', () => {
  for (const status of ['completed', 'failed', 'cancelled', 'timed_out'] as const) {
    expect(actionsOf({ status })).toContain('delete');
    expect(actionsOf({ status })).not.toContain('cancel');
  }
  expect(actionsOf({ status: 'running' })).not.toContain('delete');
});

test('an archived run can only be forked', () => {
  expect(actionsOf({ status: 'failed', archived: true })).toEqual(['fork']);
});
