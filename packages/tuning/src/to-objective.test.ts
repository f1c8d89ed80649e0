import { expect, it } from '@jest/globals';
import { classOf } from './objective.ts';
import { isNeverLate, toObjective } from './to-objective.ts';

it('toObjective gives every priority and size a value, a deadline and penalties if nothing is declared', () => {
  const objective = toObjective({}, 2);
  expect(objective).toMatchObject({ attemptCost: 0.1, replicaCostPerSec: 0 });
  expect(objective.classes).toHaveLength(30);
  expect(classOf(objective, 'high', 3)).toEqual({
    priority: 'high',
    size: 3,
    deadlineS: 50,
    onTimeValue: 4,
    lateValue: 4,
    latePenalty: 4,
    lostPenalty: 8,
  });
});

it('toObjective prefers the class that names the size, then the one that names only the priority', () => {
  const classes = [
    { priority: 'low', onTimeValue: 7 },
    { size: 2, onTimeValue: 9, deadlineS: 5 },
  ] as const;
  const objective = toObjective({ classes: [...classes] }, 2);
  expect(classOf(objective, 'low', 1)).toMatchObject({ onTimeValue: 7, deadlineS: 50 });
  expect(classOf(objective, 'low', 2)).toMatchObject({ onTimeValue: 9, deadlineS: 5 });
  expect(classOf(objective, 'bulk', 0)).toMatchObject({ onTimeValue: 1, lostPenalty: 2 });
});

it('isNeverLate tells batch work, for which no class has a deadline', () => {
  expect(isNeverLate(toObjective({ classes: [{ deadlineS: null }] }, 1))).toBe(true);
  expect(isNeverLate(toObjective({ classes: [{ priority: 'low', deadlineS: null }] }, 1))).toBe(false);
});
