import type { HealthComponent } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import { judgeComponent } from './component-health.ts';
import { COMPONENT_WEIGHTS, NEEDED_COMPONENTS } from './component-weights.ts';
import type { HealthFacts } from './health-facts.ts';
import { REASON_RULES } from './reason-rules.ts';
import { aggregate, scoreFleet } from './score-fleet.ts';
import { SOUND_FACTS, SOUND_QUEUE, SOUND_WORKER } from './testing/sound-facts.ts';

const LATE_GROUP = { stream: 'orders', group: 'mailer', lag: 7, deadLetters: 0, oldestMs: 3_600_000 };
const inStreams = (changed: Partial<NonNullable<HealthFacts['store']['streams']>>) => ({
  store: { ...SOUND_FACTS.store, streams: { appends: { count: 0, p99Ms: 0 }, groups: [], ...changed } },
});
const ALL = Object.keys(COMPONENT_WEIGHTS) as HealthComponent[];
const at = (component: HealthComponent, score: number) => ({ ...judgeComponent(component, 0, []), score });
const withScore = (bad: HealthComponent, score: number) =>
  aggregate(ALL.map((one) => at(one, one === bad ? score : 100)));

it('scoreFleet gives a sound fleet 100 and no reason', () => {
  const health = scoreFleet(SOUND_FACTS);
  expect(health).toMatchObject({ status: 'ok', score: 100 });
  expect(health.components.map(({ component }) => component)).toEqual([
    ...['store', 'broker', 'queues', 'workers', 'breakers', 'optimizer', 'archive', 'api'],
  ]);
  expect(health.components.flatMap(({ reasons }) => reasons)).toEqual([]);
});

it('scoreFleet finds nothing where a fleet at rest was looked at once in vain, four and two seconds ago, by a dispatcher that was late', () => {
  const ageMs = 7_500;
  const [workers, breakers] = [
    { ...SOUND_FACTS.workers, ageMs },
    { ...SOUND_FACTS.breakers, ageMs },
  ];
  const optimizer = { ...SOUND_FACTS.optimizer, ageMs };
  expect(scoreFleet({ ...SOUND_FACTS, workers, breakers, optimizer }).score).toBe(100);
});

describe('the whole', () => {
  it.each(NEEDED_COMPONENTS)('is 0 and unhealthy with %s at 0', (component) => {
    expect(withScore(component, 0)).toMatchObject({ status: 'unhealthy', score: 0 });
  });

  it.each(['breakers', 'optimizer', 'queues'] as const)(
    'is more than unhealthy with %s at 0',
    (component) => {
      expect(withScore(component, 0).score).toBeGreaterThanOrEqual(80);
    },
  );

  it('is the weighted mean where nothing needed is worse', () => {
    expect(withScore('optimizer', 30).score).toBe(95);
    expect(withScore('store', 60).score).toBe(60);
  });

  it('is not ok while one part is not, however light', () => {
    const parts = ALL.map((one) => at(one, 100));
    const tired = judgeComponent('optimizer', 0, [{ code: 'OPTIMIZER_ABSENT', value: 1, found: 'None.' }]);
    expect(aggregate([...parts.filter(({ component }) => component !== 'optimizer'), tired])).toMatchObject({
      status: 'degraded',
      score: 97,
    });
  });
});

const sick: readonly (readonly [code: keyof typeof REASON_RULES, change: Partial<HealthFacts>])[] = [
  ['STORE_SILENT', { store: { ...SOUND_FACTS.store, ageMs: 6_000 } }],
  ['STORE_FAILING', { store: { ...SOUND_FACTS.store, failedShare: 0.5 } }],
  ['STORE_FULL', { store: { ...SOUND_FACTS.store, isFull: true, failedShare: 1 } }],
  ['STORE_MEMORY_HIGH', { store: { ...SOUND_FACTS.store, memory: { usedBytes: 94, maxBytes: 100 } } }],
  ['STORE_NEARLY_FULL', { store: { ...SOUND_FACTS.store, memory: { usedBytes: 95, maxBytes: 100 } } }],
  ['STORE_EVICTS', { store: { ...SOUND_FACTS.store, evictionPolicy: 'allkeys-lru' } }],
  ['STORE_NOT_SAVED', { store: { ...SOUND_FACTS.store, saveFailure: 'aof_last_write_status' } }],
  ['STORE_SLOW', { store: { ...SOUND_FACTS.store, roundTrip: { p50Ms: 100, p99Ms: 900 } } }],
  [
    'STORE_RESULTS_WAIT',
    {
      store: { ...SOUND_FACTS.store, fallback: { workers: 1, results: 3, share: 0.00001, oldestMs: 4_000 } },
    },
  ],
  [
    'STORE_RESULTS_WAIT',
    { store: { ...SOUND_FACTS.store, fallback: { workers: 2, results: 9, share: 1, oldestMs: 40_000 } } },
  ],
  ['STREAM_APPEND_SLOW', inStreams({ appends: { count: 9, p99Ms: 2_000 } })],
  ['STREAM_GROUP_LATE', inStreams({ groups: [LATE_GROUP] })],
  ['STREAM_GROUP_LATE', inStreams({ groups: [{ ...LATE_GROUP, oldestMs: 2_000 }], lateMs: 1_000 })],
  ['STORE_CLOCK_AHEAD', { store: { ...SOUND_FACTS.store, clock: { of: 'host', aheadMs: 3_600_000 } } }],
  ['STORE_CLOCK_AHEAD', { store: { ...SOUND_FACTS.store, clock: { of: 'before', aheadMs: 90_000_000 } } }],
  [
    'ARCHIVE_FAILING',
    ofArchive({ failure: { code: 'OBJECTS_UNAVAILABLE', message: 'Away.', forMs: 60_000 } }),
  ],
  ['ARCHIVE_LATE', ofArchive({ backlog: { runs: 7, oldestMs: 3_600_000 } })],
  ['ARCHIVE_RUNS_UNREADABLE', ofArchive({ unreadable: { runs: 1, example: 'r-1' } })],
  ['ARCHIVE_SEGMENTS_DAMAGED', ofArchive({ damaged: { segments: 1, example: 'segments/a' } })],
  ['ARCHIVE_UNSET', ofArchive({ setting: 'unset' })],
  ['BROKER_SILENT', { broker: { ...SOUND_FACTS.broker, ageMs: 7_000 } }],
  ['BROKER_FLAPPING', { broker: { ...SOUND_FACTS.broker, reconnects: 6 } }],
  ['STALLED_RECOVERY_LATE', { broker: { ...SOUND_FACTS.broker, sinceRecoveryMs: 20_000 } }],
  ['QUEUE_STUCK', inQueue({ waiting: 3, unmovedMs: 12_000 })],
  ['QUEUE_PAUSED', inQueue({ waiting: 3, unmovedMs: 12_000, heldBack: { by: 'paused', forMs: 12_000 } })],
  ['QUEUE_PAUSED', inQueue({ waiting: 3, unmovedMs: 9_000, heldBack: { by: 'concurrency', forMs: 9_000 } })],
  ['QUEUE_LIMITED', inQueue({ waiting: 3, unmovedMs: 12_000, heldBack: { by: 'rate', forMs: 12_000 } })],
  ['QUEUE_UNSERVED', inQueue({ waiting: 3, workers: 0, unmovedMs: 12_000, unservedMs: 12_000 })],
  ['QUEUE_SLOW', inQueue({ waiting: 3, active: 10, headAgeMs: 300_000 })],
  ['DEAD_LETTERS_GROWING', { queues: { ...SOUND_FACTS.queues, deadLetters: 5 } }],
  ['QUEUES_UNKNOWN', { queues: { ...SOUND_FACTS.queues, ageMs: 15_000 } }],
  ['WORKERS_NONE', { workers: { ...SOUND_FACTS.workers, workers: [] } }],
  ['WORKERS_NONE', ofWorker({ isLive: false })],
  [
    'AGENT_UNSERVED',
    { workers: { ...SOUND_FACTS.workers, unserved: [{ agent: 'x.y', unservedMs: 15_000 }] } },
  ],
  ['WORKER_SILENT', ofWorker({ silentMs: 12_000 })],
  ['WORKER_LAGGING', ofWorker({ lagMs: 2_000 })],
  ['WORKER_CLOCK_OFF', ofWorker({ clockAheadMs: -3_600_000 })],
  ['WORKER_BLOCKED', ofWorker({ blocked: { forMs: 9_000, agents: ['x.y'] } })],
  [
    'WORKERS_SATURATED',
    {
      workers: {
        ...SOUND_FACTS.workers,
        hasWaitingWork: true,
        workers: [{ ...SOUND_WORKER, slots: { used: 10, limit: 10 } }],
      },
    },
  ],
  ['WORKERS_UNKNOWN', { workers: { ...SOUND_FACTS.workers, ageMs: 17_000 } }],
  ['BREAKER_OPEN', { breakers: { ageMs: 0, breakers: [{ name: 'http:a', state: 'open' }] } }],
  ['WORK_BLOCKED', { breakers: { ageMs: 0, breakers: [], blocked: { steps: 5, share: 0.5 } } }],
  ['BREAKERS_UNKNOWN', { breakers: { ageMs: 17_000, breakers: [] } }],
  ['OPTIMIZER_ABSENT', { optimizer: { ageMs: 0, leads: false } }],
  ['OPTIMIZER_UNKNOWN', { optimizer: { ageMs: 17_000, leads: true } }],
  ['DUTY_LATE', { api: { ...SOUND_FACTS.api, duties: [late('retention', 60_000, 75_000)] } }],
  ['API_LAGGING', { api: { ...SOUND_FACTS.api, lagMs: 900 } }],
  ['API_FAILING', { api: { ...SOUND_FACTS.api, requests: { count: 100, failed: 20, p99Ms: 1 } } }],
  ['API_SLOW', { api: { ...SOUND_FACTS.api, requests: { count: 100, failed: 0, p99Ms: 4_000 } } }],
];

function inQueue(change: Partial<typeof SOUND_QUEUE>): Partial<HealthFacts> {
  return {
    queues: { ...SOUND_FACTS.queues, queues: [SOUND_QUEUE, { ...SOUND_QUEUE, agent: 'x.y', ...change }] },
  };
}
function ofWorker(change: Partial<typeof SOUND_WORKER>): Partial<HealthFacts> {
  return { workers: { ...SOUND_FACTS.workers, workers: [{ ...SOUND_WORKER, ...change }] } };
}
function ofArchive(change: Partial<HealthFacts['archive']>): Partial<HealthFacts> {
  return { archive: { ...SOUND_FACTS.archive, ...change } };
}
function late(name: string, everyMs: number, sinceSuccessMs: number) {
  return { name, everyMs, sinceSuccessMs };
}

it.each(sick)('scoreFleet says %s, of its component only, and what to do', (code, change) => {
  const { components, status } = scoreFleet({ ...SOUND_FACTS, ...change });
  const bad = components.filter(({ score }) => score < 100);
  expect(bad.map(({ component }) => component)).toEqual([REASON_RULES[code].component]);
  expect(bad[0]?.reasons.map((reason) => reason.code)).toEqual([code]);
  expect(bad[0]?.reasons[0]?.message).toMatch(/^[^.].*\. [A-Z].*\.$/);
  if (!NEEDED_COMPONENTS.includes(REASON_RULES[code].component)) expect(status).not.toBe('unhealthy');
});

it.each([
  [0, 100],
  [0.1, 94],
  [0.5, 70],
  [1, 40],
])('of a fleet with the share %d of its work blocked is %i, and never unhealthy for it', (share, score) => {
  const blocked = { steps: 100 * share, share };
  const breakers = { ageMs: 0, breakers: [{ name: 'shop', state: 'closed' as const }], blocked };
  const health = scoreFleet({ ...SOUND_FACTS, breakers });
  expect(health.score).toBe(score);
  expect(health.status).toBe(share === 0 ? 'ok' : share < 0.2 ? health.status : 'degraded');
});

it('scoreFleet says which breakers hold back how much, and what failed last', () => {
  const breakers = [
    { name: 'mail', state: 'closed' as const, blocked: 3 },
    { name: 'shop', state: 'open' as const, blocked: 990, lastError: 'SHOP_DOWN "503" in step s of run r1' },
  ];
  const facts = { ageMs: 0, breakers, blocked: { steps: 993, share: 0.9 } };
  const found = scoreFleet({ ...SOUND_FACTS, breakers: facts }).components.find(
    ({ component }) => component === 'breakers',
  );
  expect(found?.reasons.map(({ message }) => message.split('. ')[0])).toEqual([
    '993 steps, 90 % of those that are open, wait for breakers: shop (990), mail (3)',
    '1 of 2 not closed: shop (open; last: SHOP_DOWN "503" in step s of run r1)',
  ]);
});

it('scoreFleet covers every reason', () => {
  expect(new Set(sick.map(([code]) => code))).toEqual(new Set(Object.keys(REASON_RULES)));
});

it('names the worst queues, and counts half-open breakers half', () => {
  const queues = ['a', 'b', 'c', 'd', 'e'].map((agent, i) => ({
    ...SOUND_QUEUE,
    agent,
    waiting: i + 1,
    unmovedMs: 6_000 + i,
  }));
  const facts = { ...SOUND_FACTS, queues: { ...SOUND_FACTS.queues, queues } };
  const message = scoreFleet(facts).components[2]?.reasons[0]?.message;
  expect(message).toContain('e (5 waiting), d (4 waiting), c (3 waiting) and 2 more');
  const breakers = (['closed', 'closed', 'half-open', 'open'] as const).map((state, i) => ({
    name: `b${i}`,
    state,
  }));
  const { components } = scoreFleet({ ...SOUND_FACTS, breakers: { ageMs: 0, breakers } });
  expect(components[4]?.score).toBe(62);
});

it('scoreFleet draws nothing from a handful of requests', () => {
  const requests = { count: 19, failed: 19, p99Ms: 60_000 };
  expect(scoreFleet({ ...SOUND_FACTS, api: { ...SOUND_FACTS.api, requests } }).score).toBe(100);
});
