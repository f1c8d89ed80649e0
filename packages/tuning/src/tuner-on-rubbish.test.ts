import { KNOBS, TUNING_BOUNDS } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Objective } from './objective.ts';
import type { Observation, ObservedSample } from './observation.ts';
import { createTuner, TunerModel, type TunerOptions } from './tuner.ts';
import type { TunerSettings } from './tuner-settings.ts';

const kind = (priority: string, size: number): Objective['classes'][number] => ({
  priority,
  size,
  deadlineS: 2,
  onTimeValue: 2,
  latePenalty: 1,
  lostPenalty: 3,
  lateValue: 0.5,
});
/** Tight: hardly anything may move. */
const BOUNDS = {
  concurrency: { min: 8, max: 12 },
  replicas: { min: 2, max: 3 },
  timeoutMs: { min: 900, max: 1_100 },
  maxAttempts: { min: 2, max: 4 },
  hedgeAfterMs: { min: 200, max: 250 },
  breakerThreshold: { min: 0.4, max: 0.5 },
  breakerOpenMs: { min: 4_000, max: 6_000 },
  ageingMs: { min: 1_000, max: 2_000 },
  ratePerSec: { min: 5, max: 50 },
} as const;
const OPTIONS: TunerOptions = {
  agent: 'rubbish',
  bounds: BOUNDS,
  static: {
    concurrency: 10,
    replicas: 2,
    timeoutMs: 1_000,
    maxAttempts: 3,
    backoffMs: 100,
    hedgeAfterMs: null,
    breakerThreshold: null,
    breakerOpenMs: 5_000,
    ageingMs: 1_500,
    ratePerSec: null,
  },
  objective: {
    attemptCost: 0.1,
    replicaCostPerSec: 0.5,
    classes: [kind('high', 1), kind('normal', 1), kind('low', 2)],
  },
  seed: 5,
};

const wild = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0, max: 3_000, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -1e12, 1e15, Number.MAX_SAFE_INTEGER, 0, Number.MIN_VALUE) },
);
const name = fc.oneof(fc.constantFrom('high', 'normal', 'low', '1', 'valueOf', '__proto__'), wild);
const version = fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: wild });
const sample = fc.record({
  late: wild,
  priority: name,
  size: name,
  waitMs: wild,
  durMs: wild,
  outcome: fc.constantFrom<ObservedSample['outcome'][]>(
    'ok',
    'ok',
    'ok',
    'error',
    'timeout',
    '429',
    'oom',
    'cancelled',
  ),
  attempt: fc.constantFrom(1, 1, 2, 0, -3, Number.NaN),
  hedge: fc.boolean(),
  configVersion: version,
  inflightAtStart: wild,
});
const step = fc.record({
  forward: fc.oneof(
    { weight: 8, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: wild.map((t) => t - 500) },
  ),
  dt: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: wild }),
  configVersion: version,
  samples: fc.array(sample, { maxLength: 12 }),
  /** Each sample so many times, so that something is learned as well. */
  times: fc.constantFrom(1, 1, 10),
  arrivals: fc.array(fc.record({ t: wild, priority: name, size: name }), { maxLength: 6 }),
  load: fc.record({ queueDepth: wild, inflight: wild, cpu: wild, memory: wild }),
  replicas: fc.record({ ready: wild, starting: wild }),
  breaker: fc.constantFrom<NonNullable<Observation['breaker']>[]>('closed', 'closed', 'open', 'half-open'),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function toObservation(one: Step, t: number): Observation {
  const samples = one.samples.flatMap(({ late, outcome, configVersion, ...rest }, i) =>
    Array.from({ length: one.times }, (_, k) => {
      const made = { ...rest, t: t - late / 3_000, jobId: `j${i}-${k}`, outcome };
      return configVersion === undefined ? made : { ...made, configVersion };
    }),
  );
  return {
    t,
    dt: one.dt,
    samples,
    jobs: samples.map(({ priority, size, jobId }, i) => ({
      jobId,
      priority,
      size,
      ok: i % 5 > 0,
      onTime: i % 3 > 0,
      latencyMs: Number.NaN,
      attempts: -1,
    })),
    arrivals: one.arrivals,
    ...one.load,
    replicas: one.replicas,
    breaker: one.breaker,
    ...(one.configVersion !== undefined && { configVersion: one.configVersion }),
  };
}

/** The settings that are outside the bounds, or no numbers. Off, and the operator's own values, are always allowed. */
function outside(settings: TunerSettings): readonly string[] {
  const own = OPTIONS.static;
  const isOut = (knob: (typeof KNOBS)[number], value: number | null | undefined): boolean => {
    if (value == null || value === own[knob]) return false;
    const { min, max } = new Map(Object.entries(BOUNDS)).get(knob) ?? TUNING_BOUNDS[knob];
    return !(value >= min && value <= max);
  };
  const sizes = Object.values(settings.bySize ?? {});
  return [
    ...KNOBS.filter((knob) => isOut(knob, settings[knob])),
    ...sizes
      .filter(({ hedgeAfterMs }) => isOut('hedgeAfterMs', hedgeAfterMs))
      .map(() => 'bySize.hedgeAfterMs'),
    ...sizes.filter(({ timeoutMs }) => isOut('timeoutMs', timeoutMs)).map(() => 'bySize.timeoutMs'),
  ];
}

it('a tuner that is told rubbish never throws, never leaves its bounds, and can be exported and imported', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), fc.boolean(), (steps, backlog) => {
      const tuner = createTuner({ ...OPTIONS, backlog });
      let t = 1_000;
      let version = 1;
      for (const one of steps) {
        const at = t + one.forward;
        tuner.observe(toObservation(one, at));
        if (Number.isFinite(at) && at > t && at < t + 60) t = at;
        const decision = tuner.decide(one.times === 10 ? at : t);
        expect(outside(decision.settings)).toEqual([]);
        expect(decision.version).toBeGreaterThanOrEqual(version);
        version = decision.version;
        tuner.notDone(t);
        tuner.status(t);
      }
      const model = TunerModel.parse(JSON.parse(JSON.stringify(tuner.export())));
      expect(outside(createTuner({ ...OPTIONS, backlog, model }).decide(t).settings)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it('a tuner that is told a time that no clock shows exports a model that can be read', () => {
  const tuner = createTuner({ ...OPTIONS, backlog: false });
  const attempt: ObservedSample = {
    t: 1_000,
    jobId: 'j',
    priority: 'high',
    size: 1,
    waitMs: 0,
    durMs: 1,
    outcome: 'ok',
    attempt: 1,
    hedge: false,
    inflightAtStart: 1,
  };
  tuner.observe({ t: 1e15, dt: 1, samples: [{ ...attempt, t: 1e15 }] });
  for (let t = 1_000; t < 1_030; t++) {
    tuner.observe({ t, dt: 1, samples: [{ ...attempt, t }], queueDepth: 100, inflight: 10 });
    tuner.decide(t);
  }
  expect(TunerModel.safeParse(JSON.parse(JSON.stringify(tuner.export())))).toMatchObject({ success: true });
});
