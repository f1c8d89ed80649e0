import { expect, test } from '@jest/globals';
import type { DraftFault } from '../form/draft.ts';
import { knobsOf, metricsOf, newExperimentTexts, readPlan, withAssignment } from './experiment-texts.ts';

const texts = newExperimentTexts('text.shout');

test('a plan has the knobs of its assignment alone, and a block of time only where it counts', () => {
  const b = new Map([
    ['timeoutMs', '200'],
    ['concurrency', '8'],
  ]);
  const faults: DraftFault[] = [];
  expect(readPlan({ ...texts, b }, faults)).toEqual({
    agent: 'text.shout',
    arms: [{}, { timeoutMs: 200 }],
    assignment: 'run',
    metric: 'value',
    alpha: 0.02,
    promote: 'person',
    reason: '',
  });
  expect(readPlan({ ...withAssignment(texts, 'switchback'), b }, faults)).toMatchObject({
    arms: [{}, { timeoutMs: 200, concurrency: 8 }],
    blockSeconds: 30,
  });
  expect(faults).toEqual([]);
});

test('what is missing or no number is told before anything is sent', () => {
  const faults: DraftFault[] = [];
  const a = new Map([['maxAttempts', '0']]);
  readPlan({ ...texts, agent: ' ', a, alpha: '' }, faults);
  readPlan(texts, faults);
  expect(faults.map(({ path }) => path)).toEqual(['agent', 'arms.0.maxAttempts', 'alpha', 'arms']);
});

test('a metric that an assignment cannot measure is not offered, and given up when the assignment changes', () => {
  const names = (of: readonly (readonly [string, ...unknown[]])[]) => of.map(([name]) => name);
  expect(names(metricsOf('run'))).toEqual(['value', 'success', 'recorded']);
  expect(names(metricsOf('switchback'))).toEqual(['value', 'success', 'throughput']);
  expect(withAssignment({ ...texts, metric: 'recorded' }, 'switchback').metric).toBe('value');
  expect(withAssignment({ ...texts, metric: 'success' }, 'switchback').metric).toBe('success');
  expect(knobsOf('run').map(({ name }) => name)).toEqual([
    'timeoutMs',
    'maxAttempts',
    'backoffMs',
    'hedgeAfterMs',
  ]);
});
