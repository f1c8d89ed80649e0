import { expect, it } from '@jest/globals';
import { checkAttempts } from './check-attempts.ts';
import { checkDeadlines } from './check-deadlines.ts';
import { addBefore, type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

const failed = (draft: DraftHistory) => eventOf(draft, 'r20', 'step.failed a');

it('the check of deadlines finds nothing wrong where all is well', () => {
  expect(findIn(checkDeadlines)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  [
    'that completed after it was overdue',
    (draft) => addBefore(draft, 'r20', 'run.failed', { type: 'step.completed', step: 'a', attempt: 1 }),
  ],
  [
    'that started after it was overdue',
    (draft) => addBefore(draft, 'r20', 'run.failed', { type: 'step.started', step: 'a', attempt: 1 }),
  ],
  [
    'that was overdue early',
    (draft) => {
      failed(draft).at = eventOf(draft, 'r20', 'step.started a').at;
    },
  ],
  [
    'that has no deadline',
    (draft) => {
      runOf(draft, 'r20').run.workflow = 'chain-3';
    },
  ],
  [
    'that was overdue for its start, for which it has no limit',
    (draft) => {
      failed(draft).error = { code: 'STEP_NOT_STARTED', message: '' };
    },
  ],
  [
    'that had started and failed as not started',
    (draft) => {
      const run = runOf(draft, 'r20');
      run.run.workflow = 'prompt';
      for (const event of run.events) if (event.step === 'a') event.step = 'b';
      failed20(draft).error = { code: 'STEP_NOT_STARTED', message: '' };
    },
  ],
])('the check of deadlines finds a step %s', (_, spoil) => {
  expect(findIn(checkDeadlines, spoil)).toEqual(['DEADLINE']);
});

it('the check of deadlines lets the result of a handler come late, because it is ignored', () => {
  const late = { type: 'step.result_ignored', step: 'a' } as const;
  expect(findIn(checkDeadlines, (draft) => addBefore(draft, 'r20', 'run.failed', late))).toEqual([]);
});

it('the check of attempts finds a step that failed by a deadline which it does not have', () => {
  const spoil = (draft: DraftHistory) => {
    failed(draft).error = { code: 'STEP_NOT_STARTED', message: '' };
  };
  expect(findIn(checkAttempts, spoil)).toEqual(['I11']);
});

const failed20 = (draft: DraftHistory) => eventOf(draft, 'r20', 'step.failed b');
