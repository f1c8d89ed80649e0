import { describe, expect, it } from '@jest/globals';
import type { Observation, ObservedSample } from '../observation.ts';
import type { InForce, KnobOptions } from './knob.ts';
import { RateKnob, RateModel } from './rate-knob.ts';

const OPTIONS: KnobOptions = {
  static: { concurrency: 10, ratePerSec: null },
  bounds: {},
  objective: { attemptCost: 0.1, replicaCostPerSec: 0, classes: [] },
  backlog: true,
  backlogSeconds: 180,
  seed: 0,
  bootSeconds: 10,
};
const sample = (t: number, outcome: ObservedSample['outcome']): ObservedSample => ({
  t,
  jobId: 'j',
  priority: 'normal',
  size: 1,
  waitMs: 0,
  durMs: 100,
  outcome,
  attempt: 1,
  hedge: false,
});

function second(t: number, accepted: number, refused: number, configVersion = 1): Observation {
  const samples = [
    ...Array.from({ length: accepted }, () => sample(t, 'ok')),
    ...Array.from({ length: refused }, () => sample(t, '429')),
  ];
  return { t, dt: 1, configVersion, samples };
}

const UNCAPPED: InForce = {
  version: 1,
  settings: OPTIONS.static,
  locked: new Set(),
  held: new Set(),
  heldSizes: new Set(),
};

interface Provider {
  /** Calls a second that it takes, and how many more at once after a rest. */
  readonly limit: (t: number) => number;
  readonly burst: number;
  /** Calls in a second without a cap. */
  readonly uncapped: (t: number) => number;
}

/** Asks a provider at the rate in force. Returns the rates over time. */
function play(seconds: number, { limit, burst, uncapped }: Provider): readonly (number | null)[] {
  const knob = new RateKnob(OPTIONS);
  let inForce = UNCAPPED;
  const rates: (number | null)[] = [];
  let [tokens, due] = [0, 0];
  for (let t = 1; t <= seconds; t++) {
    due += inForce.settings.ratePerSec ?? uncapped(t);
    const asked = Math.floor(due);
    due -= asked;
    tokens = Math.min(limit(t) + burst, tokens + limit(t));
    const accepted = Math.min(asked, Math.floor(tokens));
    tokens -= accepted;
    knob.observe(second(t, accepted, asked - accepted, inForce.version), inForce);
    const proposal = knob.decide(t, inForce);
    if (proposal !== undefined)
      inForce = {
        ...inForce,
        version: inForce.version + 1,
        settings: { ...inForce.settings, ...proposal.settings },
      };
    rates.push(inForce.settings.ratePerSec ?? null);
  }
  return rates;
}

describe('RateKnob', () => {
  it('falls to what the provider accepts within seconds, tries a fifth more once, and stays within 8 % of it', () => {
    const rates = play(200, { limit: () => 20, burst: 0, uncapped: () => 40 });
    expect(rates[4]).toBeCloseTo(20, 6);
    expect(Math.max(...rates.map((rate) => rate ?? 0))).toBeCloseTo(24, 6);
    for (const rate of rates.slice(20)) {
      expect(rate).toBeGreaterThan(18.4);
      expect(rate).toBeLessThan(21.6);
    }
  });

  it('climbs within 10 s from a cap that was measured while callers held back, and stays within 15 % of the limit', () => {
    const rates = play(200, { limit: () => 30, burst: 30, uncapped: (t) => (t % 4 === 0 ? 90 : 5) });
    const first = rates.findIndex((rate) => rate !== null);
    expect(rates[first]).toBeLessThan(23);
    expect(Math.max(...rates.slice(0, first + 10).map((rate) => rate ?? 0))).toBeGreaterThan(30);
    for (const rate of rates.slice(60)) {
      expect(rate).toBeGreaterThan(28);
      expect(rate).toBeLessThan(34.5);
    }
  });

  it('climbs again when the provider takes three times as much as it did', () => {
    const rates = play(240, { limit: (t) => (t < 60 ? 20 : 60), burst: 0, uncapped: () => 90 });
    expect(rates[58]).toBeLessThan(21.6);
    expect(Math.max(...rates.slice(0, 180).map((rate) => rate ?? 0))).toBeGreaterThan(55);
  });

  it.each([10, 60])('stays above half of a quota that a provider counts anew every %d s', (seconds) => {
    const knob = new RateKnob(OPTIONS);
    let inForce = UNCAPPED;
    let [quota, due, accepted] = [0, 0, 0];
    for (let t = 1; t <= 600; t++) {
      if (t % seconds === 1) quota = 20 * seconds;
      due += inForce.settings.ratePerSec ?? 60;
      const asked = Math.floor(due);
      due -= asked;
      const taken = Math.min(asked, quota);
      quota -= taken;
      if (t > 60) accepted += taken;
      knob.observe(second(t, taken, asked - taken, inForce.version), inForce);
      const { settings } = knob.decide(t, inForce) ?? {};
      if (settings !== undefined)
        inForce = {
          ...inForce,
          version: inForce.version + 1,
          settings: { ...inForce.settings, ...settings },
        };
    }
    expect(accepted).toBeGreaterThan(0.5 * 20 * 540);
  });

  it.each([120, 600, 3_600])(
    'calls again at half of the limit within three minutes of a lock-out of %d s',
    (seconds) => {
      const [begun, limit] = [100, 20];
      const isLocked = (t: number) => t > begun && t <= begun + seconds;
      const rates = play(begun + seconds + 180, {
        limit: (t) => (isLocked(t) ? 0 : limit),
        burst: 0,
        uncapped: () => 3 * limit,
      });
      // Nobody is called much meanwhile.
      for (const rate of rates.slice(begun + 300, begun + seconds)) expect(rate).toBeLessThanOrEqual(1);
      expect(rates.at(-1)).toBeGreaterThan(limit / 2);
    },
  );

  it('caps nothing while nothing was ever accepted', () => {
    const knob = new RateKnob(OPTIONS);
    for (let t = 1; t <= 60; t++) {
      knob.observe(second(t, 0, 30), UNCAPPED);
      expect(knob.decide(t, UNCAPPED)).toBeUndefined();
    }
  });

  it('falls at once where a limit falls to a twentieth, and does not take that for a lock', () => {
    for (let begun = 100; begun < 104; begun++) {
      const rates = play(begun + 20, { limit: (t) => (t < begun ? 40 : 2), burst: 0, uncapped: () => 80 });
      expect(rates.at(-1)).toBeLessThan(4);
    }
  });

  it('goes below that where a provider takes two calls a minute', () => {
    const rates = play(1_800, { limit: () => 1 / 30, burst: 1, uncapped: () => 3 });
    for (const rate of rates.slice(900)) expect(rate).toBeLessThan(0.2);
  });

  it('keeps nothing for the next leader that the release before could not read, unless calls were refused', () => {
    const knob = new RateKnob(OPTIONS);
    for (let t = 1; t <= 60; t++) {
      knob.observe(second(t, 30, 0), UNCAPPED);
      knob.decide(t, UNCAPPED);
    }
    expect(knob.toModel()).not.toHaveProperty('lately');
    knob.observe(second(61, 20, 10), UNCAPPED);
    const model = RateModel.parse(JSON.parse(JSON.stringify(knob.toModel())));
    expect(model.lately?.accepted).toBeGreaterThan(1_000);
    expect(new RateKnob(OPTIONS, model).toModel()).toEqual(model);
  });

  it('leaves a service alone that refuses nothing', () => {
    const knob = new RateKnob(OPTIONS);
    const inForce = UNCAPPED;
    for (let t = 1; t <= 60; t++) {
      knob.observe(second(t, 30, 0), inForce);
      expect(knob.decide(t, inForce)).toBeUndefined();
    }
  });

  it('does not take refusals of the settings before for those of now', () => {
    const knob = new RateKnob(OPTIONS);
    const inForce: InForce = {
      version: 2,
      settings: { ...OPTIONS.static, ratePerSec: 20 },
      locked: new Set(),
      held: new Set(),
      heldSizes: new Set(),
    };
    for (let t = 1; t <= 10; t++) knob.observe(second(t, 20, 20, 1), inForce);
    expect(knob.decide(10, inForce)).toBeUndefined();
  });

  const capped = (ratePerSec: number): InForce => ({
    version: 1,
    settings: { ...OPTIONS.static, ratePerSec },
    locked: new Set(),
    held: new Set(),
    heldSizes: new Set(),
  });

  it('keeps a rate while workers still hold back by themselves, and frees it once it does nothing for long', () => {
    const knob = new RateKnob(OPTIONS);
    const reasons = Array.from({ length: 12 }, (_, i) => {
      knob.observe(second(i + 1, 10, 0), capped(20));
      return knob.decide(i + 1, capped(20))?.reason;
    });
    expect(reasons.slice(0, 11)).toEqual(Array(11).fill(undefined));
    expect(reasons[11]).toBe('RATE_FREE');
  });

  it('raises no rate that is not made use of', () => {
    const knob = new RateKnob(OPTIONS);
    for (let t = 1; t <= 60; t++) {
      knob.observe(second(t, 15, 0), capped(20));
      expect(knob.decide(t, capped(20))).toBeUndefined();
    }
  });
});
