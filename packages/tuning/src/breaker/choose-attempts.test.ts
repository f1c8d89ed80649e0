import { describe, expect, it } from '@jest/globals';
import type { Objective } from '../objective.ts';
import { chooseAttempts, RetryTable } from './choose-attempts.ts';

const objective = (lostPenalty: number): Objective => ({
  attemptCost: 0.05,
  replicaCostPerSec: 0,
  classes: [
    {
      priority: 'normal',
      size: 1,
      deadlineS: 60,
      onTimeValue: 1,
      latePenalty: 1,
      lostPenalty,
      lateValue: 0,
    },
  ],
});

function seen(failures: number, attempts: number): RetryTable {
  const table = new RetryTable();
  for (let i = 0; i < attempts; i++) table.add(i < failures);
  return table;
}

describe('chooseAttempts', () => {
  it('gives eight attempts where failures rarely follow each other', () => {
    expect(chooseAttempts({ objective: objective(2), baseRate: 0.02, again: seen(2, 100) })).toBe(8);
  });

  it('gives more where failures cluster and a lost job is dear, twelve at most', () => {
    expect(
      chooseAttempts({ objective: objective(500), baseRate: 0.1, again: seen(45, 100) }),
    ).toBeGreaterThan(8);
    expect(chooseAttempts({ objective: objective(1e6), baseRate: 0.5, again: seen(99, 100) })).toBe(12);
  });
});
