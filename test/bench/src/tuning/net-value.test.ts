import { describe, expect, it } from '@jest/globals';
import { type RunRecord, toNet } from './net-value.ts';

const WORTH = [{ deadlineS: 10, onTimeValue: 1, lateValue: 0.3, latePenalty: 2, lostPenalty: 3 }];
const net = (runs: readonly RunRecord[], vain = 0) =>
  toNet({ runs, vain, worth: WORTH, attemptCost: 0.05, from: 0, to: 60_000 });
const run = (status: RunRecord['status'], createdAt: number, finishedAt?: number): RunRecord => ({
  size: 0,
  createdAt,
  status,
  finishedAt,
});

describe('toNet', () => {
  it('gives the value on time, and less the penalty what a late result is worth', () => {
    expect(net([run('completed', 0, 10_000)])).toMatchObject({ value: 1, onTime: 1, late: 0 });
    expect(net([run('completed', 0, 10_001)])).toMatchObject({ value: 0.3 - 2, onTime: 0, late: 1 });
  });

  it('charges a deadline that is over although the run is not', () => {
    expect(net([run('open', 49_000)])).toMatchObject({ value: -2, overdue: 1 });
    expect(net([run('completed', 49_000, 60_001)])).toMatchObject({ value: -2, overdue: 1, late: 0 });
    expect(net([run('open', 51_000)])).toMatchObject({ value: 0, overdue: 0 });
  });

  it('charges a failed run once, and its deadline too if that was over before', () => {
    expect(net([run('failed', 0, 5_000)])).toMatchObject({ value: -3, failed: 1 });
    expect(net([run('failed', 0, 15_000)])).toMatchObject({ value: -5, failed: 1 });
  });

  it('charges each vain attempt', () => {
    expect(net([run('completed', 0, 5_000)], 4)).toMatchObject({ value: 1 - 0.2, vain: 4 });
  });

  it('counts nothing that happened before or after its window', () => {
    const runs = [run('completed', 0, 61_000), run('failed', -5_000, -1), run('completed', -20_000, -9_000)];
    expect(net(runs)).toMatchObject({ value: -2, onTime: 0, failed: 0, overdue: 1 });
  });
});
