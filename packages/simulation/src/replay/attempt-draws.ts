import type { AttemptOutcome } from '@ag06/contracts/tuning';
import type { FleetSettings } from '../fleet-settings.ts';
import type { LoadResponse } from '../load-response.ts';
import type { MeasuredAttempt, MeasuredJob } from '../measured-jobs.ts';
import type { SeededDraws } from '../seeded-draws.ts';

/** How an attempt goes if nothing ends it sooner. */
export interface DrawnAttempt {
  readonly durationMs: number;
  readonly outcome: AttemptOutcome;
}

interface Kind {
  readonly first: MeasuredAttempt[];
  readonly later: MeasuredAttempt[];
  /** Of attempts that succeeded, as if they had run alone, ascending. */
  alone: number[] | undefined;
}

/** Draws how attempts go from those that were recorded: a job's own, and beyond those the ones of its kind. */
export class AttemptDraws {
  readonly #settings: FleetSettings;
  readonly #response: LoadResponse;
  readonly #draws: SeededDraws;
  readonly #kinds = new Map<string, Kind>();
  /** Attempts that would have run into their time-out as it was, and for which nobody knows how long they take. */
  guessed = 0;

  constructor(
    jobs: readonly MeasuredJob[],
    settings: FleetSettings,
    response: LoadResponse,
    draws: SeededDraws,
  ) {
    this.#settings = settings;
    this.#response = response;
    this.#draws = draws;
    for (const { job, attempts } of jobs) {
      const kind = this.#kinds.get(job.kind) ?? { first: [], later: [], alone: undefined };
      this.#kinds.set(job.kind, kind);
      attempts.forEach((attempt, i) => {
        if (attempt.outcome !== 'cancelled') (i === 0 ? kind.first : kind.later).push(attempt);
      });
    }
  }

  /** The attempt of a job with this place among its attempts, from 0, while so many run. */
  of({ job, attempts }: MeasuredJob, place: number, level: number): DrawnAttempt {
    return this.#begin(job, attempts[place] ?? this.#another(job.kind, place), level);
  }

  /** One beside a slow one. */
  beside({ job }: MeasuredJob, level: number): DrawnAttempt {
    return this.#begin(job, this.#another(job.kind, 0), level);
  }

  #begin(job: MeasuredJob['job'], recorded: MeasuredAttempt, level: number): DrawnAttempt {
    const { outcome, durationMs } = this.#answer(job, recorded, level);
    const timeoutMs = this.#timeoutOf(job);
    if (timeoutMs !== undefined && durationMs > timeoutMs && outcome !== 'cancelled')
      return { outcome: 'timeout', durationMs: timeoutMs };
    return { outcome, durationMs };
  }

  #answer({ kind, timeoutMs }: MeasuredJob['job'], recorded: MeasuredAttempt, level: number): DrawnAttempt {
    const { durationMs, outcome } = recorded;
    if (outcome === 'ok') return { outcome, durationMs: this.#at(durationMs, recorded.level, level) };
    const isLonger =
      this.#settings.timeoutMs !== undefined && this.#settings.timeoutMs > (timeoutMs ?? durationMs);
    if (outcome !== 'timeout' || !isLonger) return { outcome, durationMs };
    return { outcome: 'ok', durationMs: this.#longerThan(durationMs, kind, recorded.level, level) };
  }

  #timeoutOf({ timeoutMs, isTimeoutTuned }: MeasuredJob['job']): number | undefined {
    return isTimeoutTuned ? (this.#settings.timeoutMs ?? timeoutMs) : timeoutMs;
  }

  #at(durationMs: number, from: number, to: number): number {
    return from === to ? durationMs : (durationMs * this.#response.factor(to)) / this.#response.factor(from);
  }

  #another(name: string, place: number): MeasuredAttempt {
    const kind = this.#kinds.get(name);
    const pool = kind === undefined ? [] : place > 0 && kind.later.length > 0 ? kind.later : kind.first;
    return pool[this.#draws.whole(pool.length)] ?? { durationMs: 0, outcome: 'ok', level: 1, delayMs: 0 };
  }

  /** The duration of an attempt of which is known only that it takes longer. */
  #longerThan(durationMs: number, name: string, from: number, to: number): number {
    const kind = this.#kinds.get(name);
    const single = this.#response.factor(from);
    if (kind !== undefined)
      kind.alone ??= [...kind.first, ...kind.later]
        .filter(({ outcome }) => outcome === 'ok')
        .map((one) => one.durationMs / this.#response.factor(one.level))
        .sort((a, b) => a - b);
    const alone = kind?.alone ?? [];
    const first = countUpTo(alone, durationMs / single);
    this.guessed++;
    const drawn = alone[first + this.#draws.whole(alone.length - first)];
    // Where none took longer, durations are taken to have no memory.
    const drawnMs = drawn ?? (durationMs / single) * (1 + this.#draws.exponential(1));
    return drawnMs * this.#response.factor(to);
  }
}

/** How many of ascending values are not above a limit. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
