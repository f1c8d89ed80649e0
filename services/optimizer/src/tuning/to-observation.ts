import type { Sample } from '@ag06/contracts/tuning';
import type { Observation, ObservedArrival, ObservedJob, ObservedSample } from '@ag06/tuning';

/** The fleet around an agent in one step. */
export interface AgentScene {
  /** The version of the published document that all workers have in force; undefined: they have different ones. */
  readonly published: number | undefined;
  readonly inflight: number;
  readonly limit: number;
  readonly replicas: number;
  readonly queueDepth?: number | undefined;
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
  /** What is published: after how many attempts a step has failed for good, on most workers and on canaries. */
  readonly maxAttempts?: number | undefined;
  readonly canaryMaxAttempts?: number | undefined;
}

/** What is known of one step of an agent. */
interface StepFacts {
  /** All attempts that were reported, and those of them that are learned from. */
  readonly samples: readonly Sample[];
  readonly learned: readonly ObservedSample[];
  readonly jobs: readonly ObservedJob[];
  /** Of the tuner's settings that all workers have in force; undefined: they have others, or different ones. */
  readonly version: number | undefined;
  readonly now: number;
  /** Seconds since the step before. */
  readonly dt: number;
  readonly scene: AgentScene;
}

export function toObservation(facts: StepFacts): Observation {
  const { samples, learned, jobs, version, now, dt, scene } = facts;
  return {
    t: now / 1_000,
    dt,
    // While workers have different versions, or one of somebody else, the step is nobody's.
    configVersion: version ?? 0,
    samples: learned,
    jobs,
    arrivals: toArrivals(samples),
    inflight: scene.inflight,
    limit: scene.limit,
    replicas: { ready: scene.replicas, starting: 0 },
    queueDepth: scene.queueDepth ?? estimateDepth(samples, dt),
    ...(scene.cpu !== undefined && { cpu: scene.cpu }),
    ...(scene.memory !== undefined && { memory: scene.memory }),
  };
}

/** By Little's law: what waits is what arrives in the time of a wait. */
function estimateDepth(samples: readonly Sample[], dt: number): number {
  const waitedS = samples.reduce((sum, { waitMs }) => sum + waitMs / 1_000, 0);
  return Math.round(waitedS / Math.max(dt, 1e-3));
}

function toArrivals(samples: readonly Sample[]): ObservedArrival[] {
  return samples
    .filter(({ attempt, hedge }) => attempt === 1 && !hedge)
    .map(({ startedAt, waitMs, priority, sizeBucket }) => ({
      t: (startedAt - waitMs) / 1_000,
      priority,
      size: sizeBucket,
    }))
    .sort((a, b) => a.t - b.t);
}
