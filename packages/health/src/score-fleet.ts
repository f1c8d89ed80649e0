import type { HealthStatus } from '@ag06/contracts';
import { type ComponentHealth, toHealthStatus } from './component-health.ts';
import { COMPONENT_WEIGHTS, NEEDED_COMPONENTS } from './component-weights.ts';
import type { HealthFacts } from './health-facts.ts';
import { scoreApi } from './score-api.ts';
import { scoreArchive } from './score-archive.ts';
import { scoreBreakers } from './score-breakers.ts';
import { scoreBroker } from './score-broker.ts';
import { scoreOptimizer } from './score-optimizer.ts';
import { scoreQueues } from './score-queues.ts';
import { scoreStore } from './score-store.ts';
import { scoreWorkers } from './score-workers.ts';

export interface FleetHealth {
  readonly status: HealthStatus;
  readonly score: number;
  readonly components: readonly ComponentHealth[];
}

/** The points that the fleet loses when breakers hold back all work. */
const BLOCKED_POINTS = 60;

/** Scores a fleet from facts. It is no healthier than the share of its work that can move. */
export function scoreFleet(facts: HealthFacts): FleetHealth {
  const health = aggregate(judge(facts));
  const share = facts.breakers.blocked?.share ?? 0;
  const score = Math.min(health.score, 100 - Math.round(BLOCKED_POINTS * share));
  return { ...health, score };
}

function judge(facts: HealthFacts): readonly ComponentHealth[] {
  return [
    scoreStore(facts.store),
    scoreBroker(facts.broker),
    scoreQueues(facts.queues),
    scoreWorkers(facts.workers),
    scoreBreakers(facts.breakers),
    scoreOptimizer(facts.optimizer),
    scoreArchive(facts.archive),
    scoreApi(facts.api),
  ];
}

/**
 * Returns the weighted mean of the components, at most the score of the worst essential one. A fleet is not ok if any
 * component is not, whatever its weight.
 */
export function aggregate(components: readonly ComponentHealth[]): FleetHealth {
  const weight = ({ component }: ComponentHealth) => COMPONENT_WEIGHTS[component];
  const total = components.reduce((sum, one) => sum + weight(one), 0);
  const mean = components.reduce((sum, one) => sum + weight(one) * one.score, 0) / total;
  const needed = components.filter(({ component }) => NEEDED_COMPONENTS.includes(component));
  const score = Math.round(Math.min(mean, ...needed.map((one) => one.score)));
  const status = toHealthStatus(score);
  const isAllOk = components.every((one) => one.status === 'ok');
  return { status: status === 'ok' && !isAllOk ? 'degraded' : status, score, components };
}
