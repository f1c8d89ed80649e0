import type { Objective } from '@ag06/tuning';
import type { FleetSettings } from './fleet-settings.ts';
import type { MeasuredJob } from './measured-jobs.ts';
import type { Played, PlayedJob } from './replay/replay-fleet.ts';

/**
 * What is told of a fleet, in the order in which it is shown. Waits are those of attempts for a slot; `step…` is from the arrival
 * of a step to its end. Shares are of steps, `openShare` of those that
 * had not ended when the time was over; `vainPerStep` counts attempts besides the one that did the step.
 */
export const MEASURES = [
  'waitMeanMs',
  'waitP50Ms',
  'waitP95Ms',
  'waitP99Ms',
  'attemptMeanMs',
  'stepP95Ms',
  'runningMean',
  'lateShare',
  'failedShare',
  'openShare',
  'vainPerStep',
  'replicaSeconds',
  'netValuePerSec',
] as const;
export type Measure = (typeof MEASURES)[number];
export type Measures = Readonly<Record<Measure, number>>;

interface MeasuredFleet {
  readonly played: Played;
  readonly objective: Objective;
  readonly settings: Pick<FleetSettings, 'replicas'>;
  /** How long jobs arrived, milliseconds. */
  readonly lengthMs: number;
  /** What an attempt waits even where slots are free, milliseconds. */
  readonly overheadMs: number;
}

export function toMeasures({ played, objective, settings, lengthMs, overheadMs }: MeasuredFleet): Measures {
  const waits = Float64Array.from(played.waits).sort();
  const judged = played.jobs.filter(({ end }) => end !== 'cut');
  const ended = judged.filter(({ end }) => end !== 'open');
  const latencies = Float64Array.from(ended, latencyOf).sort();
  const seconds = Math.max(1e-3, lengthMs / 1_000);
  const isLate = (job: PlayedJob) =>
    latencyOf(job) + overheadMs > 1_000 * (job.measured.worth?.deadlineS ?? Number.POSITIVE_INFINITY);
  const vain = ended.reduce((sum, { end, attempts }) => sum + attempts - (end === 'done' ? 1 : 0), 0);
  const value = judged.reduce((sum, job) => sum + worthOf(job, isLate(job)), 0);
  const cost = vain * objective.attemptCost + settings.replicas * seconds * objective.replicaCostPerSec;
  return {
    waitMeanMs: overheadMs + mean(waits),
    waitP50Ms: overheadMs + quantile(waits, 0.5),
    waitP95Ms: overheadMs + quantile(waits, 0.95),
    waitP99Ms: overheadMs + quantile(waits, 0.99),
    attemptMeanMs: played.busyMs / Math.max(1, played.attempts),
    stepP95Ms: overheadMs + quantile(latencies, 0.95),
    runningMean: played.busyMs / (1_000 * seconds),
    lateShare: shareOf(judged, isLate),
    failedShare: shareOf(judged, ({ end }) => end === 'failed'),
    openShare: shareOf(judged, ({ end }) => end === 'open'),
    vainPerStep: vain / Math.max(1, ended.length),
    replicaSeconds: settings.replicas * seconds,
    netValuePerSec: (value - cost) / seconds,
  };
}

/**
 * The recorded jobs as if they had been played.
 *
 * @param until when the recording ends
 */
export function toPlayed(jobs: readonly MeasuredJob[], mostAtOnce: number, until: number): Played {
  const all = jobs.flatMap(({ job }) => job.attempts.filter(({ startedAt }) => startedAt <= until));
  return {
    jobs: jobs.map((measured) => {
      const { arrivedAt, attempts, end } = measured.job;
      const endedAt = end === 'open' ? until : (attempts.at(-1)?.endedAt ?? arrivedAt);
      return endedAt <= until
        ? { measured, arrivedAt, endedAt, end, attempts: attempts.length }
        : { measured, arrivedAt, endedAt: until, end: 'open', attempts: attempts.length };
    }),
    waits: all.map(({ startedAt, dueAt }) => Math.max(0, startedAt - dueAt)),
    busyMs: all.reduce(
      (sum, { startedAt, endedAt }) => sum + Math.max(0, Math.min(until, endedAt) - startedAt),
      0,
    ),
    attempts: all.length,
    mostAtOnce,
  };
}

/** @param sorted ascending; 0 if there is none */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const latencyOf = ({ arrivedAt, endedAt }: PlayedJob): number => endedAt - arrivedAt;

function worthOf({ measured: { worth }, end }: PlayedJob, isLate: boolean): number {
  if (worth === undefined) return 0;
  const penalty = isLate ? worth.latePenalty : 0;
  if (end === 'open') return -penalty;
  if (end === 'failed') return -worth.lostPenalty - penalty;
  return (isLate ? worth.lateValue : worth.onTimeValue) - penalty;
}

const mean = (values: Float64Array): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const shareOf = (jobs: readonly PlayedJob[], has: (job: PlayedJob) => boolean): number =>
  jobs.length === 0 ? 0 : jobs.filter(has).length / jobs.length;
