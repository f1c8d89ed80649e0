import { NO_FILTERS, toSearch } from '../runs/filters.ts';
import type { FailedEnd } from './load-overview.ts';

/** Runs that failed for the same reason. */
export interface Failure {
  readonly code: string;
  readonly workflow: string;
  readonly step: string | undefined;
  readonly count: number;
  /** Of the latest one. */
  readonly message: string;
  readonly runId: string;
  readonly at: string;
}

/** Groups failed runs, the latest first, by workflow, step and code. The most frequent group comes first. */
export function toFailures(ends: readonly FailedEnd[]): readonly Failure[] {
  const groups = new Map<string, Failure>();
  for (const { run, error } of ends) {
    const { step } = error;
    const key = JSON.stringify([run.workflow, step, error.code]);
    const found = groups.get(key);
    groups.set(key, {
      code: error.code,
      workflow: run.workflow,
      step,
      message: error.message,
      runId: run.runId,
      at: run.finishedAt ?? run.createdAt,
      ...found,
      count: (found?.count ?? 0) + 1,
    });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** Where the runs of a workflow that ended with an error of this code are listed, and can be retried together. */
export function toRunsHref(code: string, workflow: string): string {
  return `/runs${toSearch({ ...NO_FILTERS, statuses: ['failed', 'timed_out'], workflow, code })}`;
}
