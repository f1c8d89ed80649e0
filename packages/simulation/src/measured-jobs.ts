import type { AttemptOutcome } from '@ag06/contracts/tuning';
import { classOf, type Objective, type ObjectiveClass } from '@ag06/tuning';
import { Levels } from './levels.ts';
import type { LoadPoint } from './load-response.ts';
import type { RecordedJob } from './recording.ts';

/** A recorded attempt as a replay uses it. */
export interface MeasuredAttempt {
  readonly durationMs: number;
  readonly outcome: AttemptOutcome;
  /** How many ran when it began, itself included. */
  readonly level: number;
  /** From the end of the one before until it was due; 0 for the first. */
  readonly delayMs: number;
}

export interface MeasuredJob {
  readonly job: RecordedJob;
  readonly attempts: readonly MeasuredAttempt[];
  /** What it is worth. Undefined: nothing. */
  readonly worth: ObjectiveClass | undefined;
}

interface MeasuredJobs {
  readonly jobs: readonly MeasuredJob[];
  /** The most attempts that ran at once. */
  readonly mostAtOnce: number;
}

export function measureJobs(jobs: readonly RecordedJob[], objective: Objective): MeasuredJobs {
  const levels = new Levels(jobs);
  const measured = jobs.map((job) => ({
    job,
    worth: classOf(objective, job.priority, job.size),
    attempts: job.attempts.map(({ startedAt, endedAt, outcome, dueAt }, i) => ({
      durationMs: Math.max(0, endedAt - startedAt),
      outcome,
      level: levels.at(startedAt),
      delayMs: i === 0 ? 0 : Math.max(0, dueAt - (job.attempts[i - 1]?.endedAt ?? dueAt)),
    })),
  }));
  return { jobs: measured, mostAtOnce: levels.most };
}

/** The attempts that succeeded, with their duration over the mean of their kind. */
export function toLoadPoints(jobs: readonly MeasuredJob[]): readonly LoadPoint[] {
  const kinds = new Map<string, { count: number; sum: number }>();
  const all = succeeded(jobs);
  for (const { kind, attempt } of all) {
    const known = kinds.get(kind) ?? { count: 0, sum: 0 };
    kinds.set(kind, { count: known.count + 1, sum: known.sum + attempt.durationMs });
  }
  return all.flatMap(({ kind, attempt: { level, durationMs } }) => {
    const { count, sum } = kinds.get(kind) ?? { count: 0, sum: 0 };
    return sum > 0 ? [{ level, relative: (durationMs * count) / sum }] : [];
  });
}

const succeeded = (jobs: readonly MeasuredJob[]) =>
  jobs.flatMap(({ job: { kind }, attempts }) =>
    attempts.filter(({ outcome }) => outcome === 'ok').map((attempt) => ({ kind, attempt })),
  );
