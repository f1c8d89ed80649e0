import type { ExperimentView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { parseResults, tellDifference, toExperimentsAnswer } from './to-experiments-answer.ts';

const experiment = (of: Partial<ExperimentView>): ExperimentView => ({
  id: 'x-1',
  agent: 'a',
  arms: [{}, { concurrency: 2 }],
  assignment: 'run',
  metric: 'success',
  alpha: 0.05,
  blockSeconds: 60,
  promote: 'person',
  reason: '',
  startedAt: '2026-01-01T00:00:00.000Z',
  by: 'ann',
  status: 'running',
  paused: null,
  ended: null,
  promoted: null,
  result: null,
  ...of,
});

test('what a person has to do comes first', () => {
  expect(toExperimentsAnswer([experiment({}), experiment({ status: 'decided' })])).toEqual({
    tone: 'warn',
    text: '1 experiment decided and not published: a.',
  });
  expect(toExperimentsAnswer([experiment({})]).text).toBe('1 experiment running.');
  expect(toExperimentsAnswer([experiment({ status: 'stopped' })]).text).toBe('No experiment is running.');
});

test('a difference is told with its interval, and as unknown while there are too few results', () => {
  expect(tellDifference({ difference: 0.12345, low: 0.1, high: 0.2, p: 0.01 })).toBe(
    '0.123 (0.1 to 0.2), p 0.01',
  );
  expect(tellDifference({ difference: null, low: null, high: null, p: 1 })).toBe('too few results to tell');
});

test('results are read line by line, and the first that is none is named', () => {
  expect(parseResults('r0-a=1.5\n\n  r0-b 2 \nr0-c,3')).toEqual({
    results: [
      { runId: 'r0-a', value: 1.5 },
      { runId: 'r0-b', value: 2 },
      { runId: 'r0-c', value: 3 },
    ],
  });
  expect(parseResults('r0-a=1\nr0-b=much')).toEqual({ wrong: 'r0-b=much' });
  expect(parseResults('r0-a=1=2')).toEqual({ wrong: 'r0-a=1=2' });
});
