import { expect, test } from '@jest/globals';
import type { DraftFault } from '../form/draft.ts';
import { NEW_CLASS, readObjective, toObjectiveTexts } from './objective-texts.ts';

test('an objective is read as it was written, and one that says nothing is none', () => {
  const objective = {
    attemptCost: 0.1,
    classes: [
      { priority: 'high' as const, size: 2, deadlineS: 30, onTimeValue: 4, latePenalty: 0 },
      { deadlineS: null },
    ],
  };
  expect(readObjective(toObjectiveTexts(objective), [])).toEqual(objective);
  expect(readObjective(toObjectiveTexts(null), [])).toBeNull();
});

test('what cannot be is told at its place', () => {
  const faults: DraftFault[] = [];
  const values = new Map([
    ['deadlineS', '0'],
    ['lateValue', 'off'],
  ]);
  const costs = new Map([['attemptCost', '-1']]);
  readObjective({ costs, classes: [NEW_CLASS, { ...NEW_CLASS, values }] }, faults);
  expect(faults.map(({ path }) => path)).toEqual([
    'objective.attemptCost',
    'objective.classes.0',
    'objective.classes.1.deadlineS',
    'objective.classes.1.lateValue',
  ]);
});
