import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PRIORITIES } from '../priority.ts';
import { ARMS } from './assign-arm.ts';
import { ATTEMPT_OUTCOMES } from './attempt-outcome.ts';
import { Sample } from './sample.ts';
import { decodeSampleBatch, encodeSampleBatch, type SampleBatch } from './sample-batch.ts';
import { toSizeBucket } from './size-bucket.ts';

const AT = 1_800_000_000_000;
const micros = fc.integer({ min: 0, max: 10_000_000_000 }).map((us) => us / 1_000);

const sample: fc.Arbitrary<Sample> = fc
  .record({
    agent: fc.constantFrom('core.echo', 'text.analyse'),
    step: fc.constantFrom('a', 'b', 'c'),
    runId: fc.constantFrom('r0-000000000aaaaaaaaaaaa', 'r3-000000000bbbbbbbbbbbb'),
    attempt: fc.integer({ min: 1, max: 9 }),
    hedge: fc.boolean(),
    isCanary: fc.boolean(),
    trial: fc.option(
      fc.record({
        experiment: fc.constantFrom('x-0123456789abcdef', 'x-fedcba9876543210'),
        arm: fc.constantFrom(...ARMS),
      }),
    ),
    last: fc.option(fc.boolean()),
    configVersion: fc.nat(99),
    priority: fc.constantFrom(...PRIORITIES),
    sizeBucket: fc.nat(5),
    waitMs: micros,
    durMs: micros,
    outcome: fc.constantFrom(...ATTEMPT_OUTCOMES),
    startedAt: fc.integer({ min: AT - 1_000_000, max: AT + 1_000 }),
    worker: fc.constant('w-1'),
    inflightAtStart: fc.integer({ min: 1, max: 50 }),
  })
  .map(({ isCanary, trial, last, ...made }) => ({
    t: Math.round(made.startedAt + made.durMs),
    ...made,
    ...(isCanary && { canary: true as const }),
    ...(trial !== null && { trial }),
    ...(last !== null && { last }),
  }));

const toBatch = (samples: readonly Sample[], more: Partial<SampleBatch> = {}): SampleBatch => ({
  worker: 'w-1',
  number: 7,
  at: AT,
  dropped: 0,
  seconds: [],
  samples,
  ...more,
});

it('comes out as it went in', () => {
  const second = {
    t: AT,
    cpuShare: 0.5,
    loopShare: 0.25,
    memoryShare: 0.125,
    agents: { 'core.echo': { inflight: 3, limit: 10 } },
  };
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 50 }), fc.nat(9), (samples, dropped) => {
      const batch = toBatch(samples, { dropped, seconds: [second] });
      expect(decodeSampleBatch(encodeSampleBatch(batch))).toEqual(batch);
      for (const one of samples) expect(Sample.parse(one)).toEqual(one);
    }),
  );
});

it('a batch of a busy worker takes at most 40 bytes per sample', () => {
  const samples = Array.from({ length: 3_000 }, (_, i): Sample => {
    const [startedAt, durMs] = [AT - (i % 1_000), 0.05 + (i % 97) / 10];
    return {
      t: Math.round(startedAt + durMs),
      agent: 'text.analyse',
      step: 'abc'.charAt(i % 3),
      hedge: false,
      runId: `r0-${String(Math.floor(i / 3)).padStart(21, '0')}`,
      worker: 'w-1',
      configVersion: 12,
      attempt: 1,
      priority: 'normal',
      sizeBucket: i % 2,
      waitMs: 1 + (i % 113) / 7,
      durMs,
      startedAt,
      outcome: 'ok',
      inflightAtStart: 1 + (i % 30),
    };
  });
  expect(encodeSampleBatch(toBatch(samples)).length / samples.length).toBeLessThan(40);
});

it('a batch without hedges, canaries and experiments has no fields that a reader of the release before does not know', () => {
  fc.assert(
    fc.property(sample, ({ canary, trial, last, ...plain }) => {
      const encoded = Object.keys(JSON.parse(encodeSampleBatch(toBatch([{ ...plain, hedge: false }]))));
      expect(encoded).not.toContain('hedge');
      expect(encoded).not.toContain('canary');
      expect(encoded).not.toContain('trial');
      expect(encoded).not.toContain('experiments');
    }),
  );
});

it.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['another version', encodeSampleBatch(toBatch([])).replace('"v":1', '"v":2')],
  ['a field too many', encodeSampleBatch(toBatch([])).replace('"v":1', '"v":1,"x":1')],
  ['a column that is too short', encodeSampleBatch(toBatch([])).replace('"count":0', '"count":2')],
  ['a number that is none', encodeSampleBatch(toBatch([])).replace('"at":1', '"at":-1')],
])('is undefined of %s', (_, text) => {
  expect(decodeSampleBatch(text)).toBeUndefined();
});

it.each([5, 2.5])(
  'a batch whose sample is in an experiment that it does not list is unreadable: %d',
  (trial) => {
    const [made] = fc.sample(sample, 1);
    const text = encodeSampleBatch(toBatch(made === undefined ? [] : [made]));
    const hostile = { ...JSON.parse(text), experiments: ['x-0123456789abcdef'], trial };
    expect(decodeSampleBatch(JSON.stringify(hostile))).toBeUndefined();
  },
);

it('sizes of inputs fall into six buckets', () => {
  const buckets = [0, 64, 65, 512, 513, 4_096, 32_768, 262_144, 262_145, 1e9].map(toSizeBucket);
  expect(buckets).toEqual([0, 0, 1, 1, 2, 2, 3, 4, 5, 5]);
});
