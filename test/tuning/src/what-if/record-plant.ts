import { PRIORITIES, type Priority } from '@ag06/contracts';
import type { RecordedAttempt, RecordedJob, Recording } from '@ag06/simulation';
import type { ObservedArrival, ObservedSample } from '@ag06/tuning';
import type { Plant, PlantSettings } from '../plant/plant.ts';
import { Simulation } from '../plant/simulation.ts';

/** Plays a plant with fixed settings and writes down what the log of a fleet would have. */
export function recordPlant(plant: Plant, seed: number, settings: PlantSettings): Recording {
  const simulation = new Simulation(plant, seed);
  simulation.apply(settings, 2);
  const { samples, arrivals = [] } = simulation.advance(plant.seconds);
  const byJob = Map.groupBy(samples, ({ jobId }) => jobId);
  return {
    // Plants number their jobs in the order of their arrivals.
    jobs: arrivals.map((arrival, i) => toJob(arrival, byJob.get(`j${i}`) ?? [], settings)),
    spans: [{ from: 0, to: 1_000 * plant.seconds }],
  };
}

function toJob(
  { t, priority }: ObservedArrival,
  samples: readonly ObservedSample[],
  settings: PlantSettings,
): RecordedJob {
  const { maxAttempts, backoffMs, timeoutMs } = settings;
  const arrivedAt = 1_000 * t;
  const attempts = samples.map((sample, i): RecordedAttempt => {
    const startedAt = startOf(sample);
    // The log of a plant does not tell when a further attempt was due.
    const dueAt = i === 0 ? arrivedAt : startedAt;
    return { startedAt, endedAt: 1_000 * sample.t, outcome: sample.outcome, dueAt };
  });
  const isDone = attempts.at(-1)?.outcome === 'ok';
  return {
    kind: 'work',
    priority: toPriority(priority),
    size: 0,
    arrivedAt,
    runStartedAt: arrivedAt,
    attempts,
    end: isDone ? 'done' : attempts.length >= maxAttempts ? 'failed' : 'open',
    maxAttempts,
    backoffMs,
    isRetryTuned: true,
    timeoutMs,
    isTimeoutTuned: true,
    canHedge: true,
  };
}

const startOf = ({ t, durMs }: ObservedSample): number => 1_000 * t - durMs;

function toPriority(name: string | number): Priority {
  const found = PRIORITIES.find((priority) => priority === name);
  if (found === undefined) throw new Error(`no priority ${name}`);
  return found;
}
