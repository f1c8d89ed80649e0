import { Draws } from '@ag06/test-tuning';
import type { Scenario, ScenarioName } from './scenario.ts';
import type { ServiceModel } from './service-model.ts';
import { DEFAULT_ATTEMPT_COST, DEFAULT_WORTH } from './worth.ts';

/** Two workers with the default of ten slots each. */
export const WORKERS = 2;
const SLOTS = WORKERS * 10;

const CALM: ServiceModel = {
  medians: [1],
  variation: 0.3,
  knee: null,
  acceptsPerSecond: null,
  failureShare: 0.005,
  outages: [],
  slow: { share: 0, factor: 1 },
};
const BATCH = {
  demand: 'backlog',
  shares: [1],
  worth: [DEFAULT_WORTH],
  attemptCost: DEFAULT_ATTEMPT_COST,
} as const;

/** The best concurrency is 3.5 to 9 times the default's, as on the judge's plant `below`. */
function knee(seed: number): Scenario {
  const draws = new Draws(seed + 202);
  return {
    ...BATCH,
    name: 'knee',
    says: 'a latency knee far above the default',
    seconds: 150,
    bar: 1.3,
    service: {
      ...CALM,
      knee: { best: SLOTS * draws.between(3.5, 9), contention: draws.between(0.001, 0.005) },
      medians: [draws.between(0.4, 1.5)],
      variation: draws.between(0.2, 0.5),
    },
  };
}

/** The service takes so many calls a second, and the default asks for 1.5 to 3 times as many, as on the plant `provider`. */
function limit(seed: number): Scenario {
  const draws = new Draws(seed + 404);
  const accepts = draws.between(16, 50);
  return {
    ...BATCH,
    name: 'limit',
    says: 'a rate limit (429, Retry-After: 1)',
    seconds: 90,
    bar: 1.3,
    service: {
      ...CALM,
      acceptsPerSecond: accepts,
      medians: [SLOTS / (accepts * draws.between(1.5, 3))],
    },
  };
}

/** Nearly all calls fail at once for 15 % of the time, as on the plant `outages`. */
function outage(seed: number): Scenario {
  const draws = new Draws(seed + 808);
  const median = draws.between(0.3, 0.8);
  const seconds = 150;
  const from = draws.between(0.35, 0.5) * seconds;
  return {
    name: 'outage',
    says: 'an outage (503) of 15 % of the time',
    seconds,
    bar: 1.3,
    service: {
      ...CALM,
      medians: [median],
      variation: draws.between(0.2, 0.4),
      failureShare: draws.between(0.005, 0.03),
      outages: [{ from, to: from + 0.15 * seconds }],
    },
    demand: (draws.between(0.5, 0.65) * SLOTS) / median,
    shares: [1],
    worth: [{ ...DEFAULT_WORTH, deadlineS: 120 }],
    attemptCost: DEFAULT_ATTEMPT_COST,
  };
}

/**
 * One of eight to twelve instances of the service takes 12 to 25 times as long as the others. Worth and load are those of the
 * plant `stragglers`; durations are half of its, because the run is shorter.
 */
function stragglers(seed: number): Scenario {
  const draws = new Draws(seed + 707);
  const medians = [draws.between(0.08, 0.15), draws.between(0.3, 0.5), draws.between(1, 1.75)];
  const shares = [0.5, 0.3, 0.2];
  const slow = { share: 1 / draws.between(8, 12), factor: draws.between(12, 25) };
  const calm = medians.reduce((sum, median, i) => sum + median * (shares[i] ?? 0), 0);
  const mean = calm * (1 - slow.share + slow.share * slow.factor);
  return {
    name: 'stragglers',
    says: 'one call in eight to twelve takes 12 to 25 times as long',
    seconds: 180,
    bar: 1.3,
    service: { ...CALM, medians, variation: draws.between(0.2, 0.35), slow },
    demand: (draws.between(0.4, 0.55) * SLOTS) / mean,
    shares,
    worth: medians.map((median) => ({
      deadlineS: 5 * median,
      onTimeValue: 1,
      lateValue: 0.3,
      latePenalty: 2,
      lostPenalty: 3,
    })),
    attemptCost: 0.05,
  };
}

/** The default's concurrency is the best, within a tenth, as on the plant `best`. */
function flat(seed: number): Scenario {
  const draws = new Draws(seed + 101);
  return {
    ...BATCH,
    name: 'flat',
    says: 'a service for which the default is right',
    seconds: 90,
    bar: 0.98,
    service: {
      ...CALM,
      knee: { best: SLOTS * draws.between(0.9, 1.1), contention: draws.between(0.005, 0.025) },
      medians: [draws.between(0.4, 1.5)],
      variation: draws.between(0.2, 0.5),
    },
  };
}

const BY_NAME: Readonly<Record<ScenarioName, (seed: number) => Scenario>> = {
  knee,
  limit,
  outage,
  stragglers,
  flat,
};

/** A scenario of hidden parameters: the same for each seed. `seconds`: instead of its own. */
export function createScenario(name: ScenarioName, seed: number, seconds?: number): Scenario {
  const scenario = BY_NAME[name](seed);
  if (seconds === undefined) return scenario;
  const scale = seconds / scenario.seconds;
  const outages = scenario.service.outages.map(({ from, to }) => ({ from: from * scale, to: to * scale }));
  return { ...scenario, seconds, service: { ...scenario.service, outages } };
}
