import type { Sample } from '@ag06/contracts/tuning';
import type { WorkerRecord } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { AgentTuner } from './agent-tuner.ts';
import { type PlannedAgent, planAgent } from './plan-agent.ts';
import { toPublished } from './to-published.ts';

const AGENT = 'x.a';
const BEGUN_AT = 1_800_000_000_000;
const PERIOD_S = 120;
const SLOTS = 10;
const TAKES_MS = 1_000;

const worker = (replicas: { min: number; max: number } | undefined): WorkerRecord => ({
  id: 'w',
  host: 'h',
  pid: 1,
  agents: [AGENT],
  startedAt: 1,
  seenAt: 1,
  declared: { [AGENT]: { concurrency: SLOTS, timeoutMs: 30_000 } },
  tuning: {
    [AGENT]: { objective: { replicaCostPerSec: 0.5 }, ...(replicas && { bounds: { replicas } }) },
  },
});

/** Arrivals in a second: a few, and six times as many in a third of each period. */
const demandAt = (second: number): number => (second % PERIOD_S < PERIOD_S / 3 ? 30 : 5);

const toSample = (t: number, number: number, configVersion: number): Sample => ({
  t,
  agent: AGENT,
  worker: 'w',
  runId: `r-${number}`,
  step: 's',
  attempt: 1,
  hedge: false,
  configVersion,
  priority: 'normal',
  sizeBucket: 1,
  waitMs: 0,
  durMs: TAKES_MS,
  outcome: 'ok',
  startedAt: t - TAKES_MS,
  inflightAtStart: 1,
});

/** Plays so many seconds of a season. Returns every number of replicas that would be published. */
function play(plan: PlannedAgent, seconds: number): ReadonlySet<number | undefined> {
  const tuner = new AgentTuner(AGENT);
  const published = new Set<number | undefined>();
  let number = 0;
  let version = 0;
  for (let second = 0; second < seconds; second++) {
    const now = BEGUN_AT + 1_000 * second;
    tuner.plan(plan, now);
    tuner.take(
      Array.from({ length: demandAt(second) }, () => toSample(now, ++number, version)),
      now,
    );
    const replicas = tuner.wanted.replicas ?? 1;
    tuner.observe(now, 1, {
      published: version,
      inflight: demandAt(second),
      limit: SLOTS * replicas,
      replicas,
      queueDepth: 0,
    });
    const wanted = tuner.decide(now);
    if (wanted === undefined) continue;
    // Workers apply it before the next step.
    version = wanted.version;
    tuner.isPublished(version, wanted.version);
    published.add(toPublished(wanted.settings, plan, undefined).settings.replicas);
  }
  return published;
}

const planOf = (bounds: { min: number; max: number } | undefined): PlannedAgent =>
  planAgent({
    agent: AGENT,
    mode: 'live',
    workers: [worker(bounds)],
    document: undefined,
    policy: undefined,
    frozen: undefined,
    bootSeconds: 20,
    now: BEGUN_AT,
  });

it('the optimizer publishes replicas for a season once it has found it several times, within the bounds of the agent', () => {
  expect([...play(planOf({ min: 1, max: 3 }), PERIOD_S)]).toEqual([undefined]);
  const published = [...play(planOf({ min: 1, max: 3 }), 12 * PERIOD_S)].filter((n) => n !== undefined);
  expect(published.length).toBeGreaterThan(0);
  expect(Math.max(...published)).toBeLessThanOrEqual(3);
  expect(Math.min(...published)).toBeGreaterThan(1);
});

it('the optimizer publishes no replicas of an agent of which nobody has declared their bounds', () => {
  expect([...play(planOf(undefined), 12 * PERIOD_S)]).toEqual([undefined]);
});
