import { Refusal, type ScaleListView, type ScaleQuery, type ScaleView } from '@ag06/contracts';
import { explainWant, type ScaleTerms } from '@ag06/demand';
import { findSimilarName } from '@ag06/engine';
import type { ScaleBoard, ScaledAgent } from '../scale/scale-board.ts';

/** Older counters say nothing about now, and an autoscaler that is refused changes nothing. */
const OLDEST_MS = 15_000;

/**
 * How many workers each agent should have.
 *
 * @throws Refusal STORE_UNAVAILABLE, AGENT_UNKNOWN
 */
export function listScale(
  board: ScaleBoard,
  agents: readonly string[],
  query: ScaleQuery,
  now: number,
): ScaleListView {
  const ageMs = ageOf(board, now);
  const terms = toTerms(query);
  const found =
    agents.length === 0 ? board.list(terms) : agents.map((agent) => findAgent(board, agent, terms));
  const items = found.map(toScaleView);
  return { ageMs, wanted: Math.max(0, ...items.map(({ wanted }) => wanted)), items };
}

/** The same of one agent. */
export function showScale(board: ScaleBoard, agent: string, query: ScaleQuery, now: number): ScaleView {
  ageOf(board, now);
  return toScaleView(findAgent(board, agent, toTerms(query)));
}

function ageOf({ readAt }: ScaleBoard, now: number): number {
  if (readAt !== undefined && now - readAt < OLDEST_MS) return Math.round(now - readAt);
  throw unknownNow(
    'The counters of the fleet were not read for a while. Nothing is known about now; try again.',
  );
}

function findAgent(board: ScaleBoard, agent: string, terms: Partial<ScaleTerms>): ScaledAgent {
  const found = board.find(agent, terms);
  if (found !== undefined) return found;
  const similar = findSimilarName(agent, new Set(board.list({}).map((one) => one.agent)));
  const meant = similar === undefined ? '' : ` Did you mean "${similar}"?`;
  throw new Refusal(
    404,
    'AGENT_UNKNOWN',
    `No worker has ever served the agent "${agent}", and no run names it.${meant}`,
  );
}

const unknownNow = (message: string): Refusal =>
  new Refusal(503, 'STORE_UNAVAILABLE', message, { retryAfterMs: 1_000 });

function toTerms({ min, max, bootSeconds, coolDownSeconds }: ScaleQuery): Partial<ScaleTerms> {
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(bootSeconds !== undefined && { bootMs: 1_000 * bootSeconds }),
    ...(coolDownSeconds !== undefined && { coolDownMs: 1_000 * coolDownSeconds }),
  };
}

/** @throws Refusal STORE_UNAVAILABLE */
function toScaleView({ agent, demand, terms, want, isUnsure }: ScaledAgent): ScaleView {
  if (isUnsure)
    throw unknownNow(
      `More of "${agent}" runs than the workers that were heard of since the start can run; try again.`,
    );
  const { waiting, delayed, oldestMs, heldBack, running, ready, draining, slots, serviceMs } = demand;
  return {
    agent,
    wanted: want.workers,
    ready,
    draining,
    why: want.why,
    reason: explainWant(demand, want, terms),
    bounds: { min: terms.min, max: terms.max },
    waiting,
    delayed,
    oldestMs,
    ...(heldBack !== undefined && { heldBack }),
    running,
    slots,
    arrivalsPerSec: toRate(demand.arrivalsPerSec),
    completionsPerSec: toRate(demand.completionsPerSec),
    forecastPerSec: toRate(want.need.forecastPerSec),
    serviceMs: toRate(serviceMs),
    bootSeconds: terms.bootMs / 1_000,
    coolDownSeconds: terms.coolDownMs / 1_000,
  };
}

const toRate = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 1_000) / 1_000;
