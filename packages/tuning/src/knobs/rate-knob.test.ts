import { describe, expect, it } from '@jest/globals';
import type { Observation, ObservedSample } from '../observation.ts';
import type { InForce, KnobOptions } from './knob.ts';
import { RateKnob } from './rate-knob.ts';

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

/** A provider of 20 calls a second, asked at the rate in force, or 40 times. Returns the rates over time. */
function play(seconds: number): readonly (number | null)[] {
  const knob = new RateKnob(OPTIONS);
  let inForce: InForce = { version: 1, settings: OPTIONS.static, locked: new Set(), held: new Set() };
  const rates: (number | null)[] = [];
  for (let t = 1; t <= seconds; t++) {
    const asked = Math.round(inForce.settings.ratePerSec ?? 40);
    knob.observe(second(t, Math.min(20, asked), Math.max(0, asked - 20), inForce.version), inForce);
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
  it('falls to what the provider accepts within seconds, and stays within 6 % of it', () => {
    const rates = play(200);
    expect(rates[4]).toBeCloseTo(20, 6);
    for (const rate of rates.slice(5)) {
      expect(rate).toBeGreaterThan(18.8);
      expect(rate).toBeLessThan(21.3);
    }
  });

  it('leaves a service alone that refuses nothing', () => {
    const knob = new RateKnob(OPTIONS);
    const inForce: InForce = { version: 1, settings: OPTIONS.static, locked: new Set(), held: new Set() };
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
    };
    for (let t = 1; t <= 10; t++) knob.observe(second(t, 20, 20, 1), inForce);
    expect(knob.decide(10, inForce)).toBeUndefined();
  });

  const capped = (ratePerSec: number): InForce => ({
    version: 1,
    settings: { ...OPTIONS.static, ratePerSec },
    locked: new Set(),
    held: new Set(),
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
