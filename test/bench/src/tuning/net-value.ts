import type { Worth } from './worth.ts';

/** What a run of one step came to. Times are milliseconds since 1970. */
export interface RunRecord {
  readonly size: number;
  readonly createdAt: number;
  readonly status: 'completed' | 'failed' | 'open';
  /** Undefined while it is open. */
  readonly finishedAt: number | undefined;
}

/** What a fleet brought in a window of time. */
export interface Net {
  readonly value: number;
  readonly onTime: number;
  readonly late: number;
  /** Not done yet, though its deadline is over. */
  readonly overdue: number;
  readonly failed: number;
  /** Attempts that did no step. */
  readonly vain: number;
}

interface NetFacts {
  readonly runs: readonly RunRecord[];
  readonly vain: number;
  readonly worth: readonly Worth[];
  readonly attemptCost: number;
  readonly from: number;
  /** What happens later does not count. */
  readonly to: number;
}

/**
 * Counts what runs have brought by the objective (docs/tuning.md): a late one is charged when its deadline passes, done or not,
 * and one that fails once more when it does.
 */
export function toNet({ runs, vain, worth, attemptCost, from, to }: NetFacts): Net {
  const net = { value: 0 - attemptCost * vain, onTime: 0, late: 0, overdue: 0, failed: 0, vain };
  for (const run of runs) {
    const kind = worth[run.size] ?? worth[0];
    if (kind === undefined) continue;
    const { deadlineS, onTimeValue, lateValue, latePenalty, lostPenalty } = kind;
    const dueAt = deadlineS === null ? Number.POSITIVE_INFINITY : run.createdAt + 1_000 * deadlineS;
    const endedAt = run.finishedAt ?? Number.POSITIVE_INFINITY;
    const isEnded = endedAt > from && endedAt <= to;
    if (isEnded && run.status === 'failed') {
      net.failed++;
      net.value -= lostPenalty;
    }
    if (isEnded && run.status === 'completed') {
      if (endedAt <= dueAt) net.onTime++;
      else net.late++;
      net.value += endedAt <= dueAt ? onTimeValue : lateValue;
    }
    if (endedAt > dueAt && dueAt > from && dueAt <= to) {
      net.value -= latePenalty;
      if (!isEnded) net.overdue++;
    }
  }
  return net;
}
