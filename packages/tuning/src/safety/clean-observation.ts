import { ATTEMPT_OUTCOMES, type AttemptOutcome } from '@ag06/contracts/tuning';
import type { Observation, ObservedArrival, ObservedSample } from '../observation.ts';
import { isMoment } from './is-moment.ts';

/** What a tuner knows of time and versions when an observation comes. */
export interface Known {
  /** The end of the last observation, seconds. */
  readonly observedAt: number | undefined;
  /** The last time of a decision, seconds. */
  readonly decidedAt: number | undefined;
  /** The version of the settings in force, which is the highest there ever was. */
  readonly version: number;
}

/** Clocks of a fleet differ by less. */
const CLOCKS_SECONDS = 60;
/** Attempts of one step, and arrivals: work on one observation is bounded. */
const LISTED_MAX = 20_000;
const NAME_MAX = 128;
const DAY_MS = 86_400_000;
/** No attempt lasts longer. */
const DURATION_MAX_MS = 30 * DAY_MS;
const OUTCOMES: ReadonlySet<AttemptOutcome> = new Set(ATTEMPT_OUTCOMES);

/**
 * Returns what may be learned from of an observation. Undefined if it tells nothing: its time is no time, it comes out of
 * order, or its version was never in force.
 */
export function cleanObservation(observation: Observation, known: Known): Observation | undefined {
  const { t, dt, configVersion, samples, jobs, arrivals, breaker } = observation;
  const { observedAt = 0, decidedAt, version } = known;
  const isKnownVersion = (of: number | undefined): boolean =>
    of === undefined || (Number.isSafeInteger(of) && of >= 1 && of <= version);
  const isFuture = decidedAt !== undefined && t > decidedAt + CLOCKS_SECONDS;
  if (!isMoment(t) || t < observedAt || isFuture || !isKnownVersion(configVersion)) return undefined;
  const { queueDepth, inflight, limit, cpu, memory, replicas, queueByPriority } = observation;
  return {
    t,
    ...(dt !== undefined && Number.isFinite(dt) && dt > 0 && { dt }),
    ...(configVersion !== undefined && { configVersion }),
    samples: samples
      .slice(0, LISTED_MAX)
      .filter((sample) => isSound(sample, t) && isKnownVersion(sample.configVersion)),
    ...(jobs !== undefined && { jobs: jobs.slice(0, LISTED_MAX).filter(isNamed) }),
    ...(arrivals !== undefined && {
      arrivals: arrivals.slice(0, LISTED_MAX).filter((arrival) => isTime(arrival.t, t) && isNamed(arrival)),
    }),
    ...count({ queueDepth, inflight, limit, cpu, memory }),
    ...(queueByPriority !== undefined && { queueByPriority }),
    ...(replicas !== undefined &&
      isCount(replicas.ready) &&
      isCount(replicas.starting) && { replicas: { ready: replicas.ready, starting: replicas.starting } }),
    ...(breaker !== undefined && { breaker }),
  };
}

/** An attempt that can have been: its times are numbers, none lies in the future, and it was itself in flight. */
export function isSound(sample: ObservedSample, now: number): boolean {
  const { t, durMs, waitMs, attempt, outcome, inflightAtStart = 1 } = sample;
  if (!isTime(t, now) || !OUTCOMES.has(outcome) || !isNamed(sample)) return false;
  return (
    isDuration(durMs) &&
    isDuration(waitMs) &&
    attempt >= 1 &&
    isCount(inflightAtStart) &&
    inflightAtStart >= 1
  );
}

const isNamed = ({ priority, size }: Pick<ObservedArrival, 'priority' | 'size'>): boolean =>
  isName(priority) && isName(size);
const isName = (name: string | number): boolean =>
  typeof name === 'number' ? Number.isFinite(name) : name.length <= NAME_MAX;
const isTime = (t: number, now: number): boolean => Number.isFinite(t) && t >= 0 && t <= now + CLOCKS_SECONDS;
const isDuration = (ms: number): boolean => isCount(ms) && ms <= DURATION_MAX_MS;
const isCount = (value: number): boolean => Number.isFinite(value) && value >= 0;

/** Only what is a number. */
const count = (named: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) =>
      value !== undefined && isCount(value) ? [[name, value]] : [],
    ),
  );
