import { describe, expect, it } from '@jest/globals';
import { closedPlant, STATIC } from '../plants/closed-plant.ts';
import type { Plant } from './plant.ts';
import { Simulation } from './simulation.ts';

const plant = (changed: Partial<Plant> = {}): Plant => ({
  ...closedPlant('test'),
  attemptSeconds: () => 0.5,
  failureShare: () => 0,
  clairvoyants: [],
  ...changed,
});

describe('Simulation', () => {
  it('brings a job for each slot in each duration', () => {
    const simulation = new Simulation(plant(), 1);
    const { samples, inflight } = simulation.advance(10);
    expect(samples).toHaveLength(200);
    expect(inflight).toBe(10);
    expect(simulation.value).toBe(200);
  });

  it('gives the same telemetry for the same seed', () => {
    const noisy = plant({ attemptSeconds: (draws) => draws.lognormal(0.5), failureShare: () => 0.2 });
    expect(new Simulation(noisy, 7).advance(30)).toEqual(new Simulation(noisy, 7).advance(30));
  });

  it('refuses calls beyond the rate of the provider with 429, which uses up no attempt', () => {
    const { samples, jobs = [] } = new Simulation(plant({ providerRate: 10 }), 1).advance(20);
    const accepted = samples.filter(({ outcome }) => outcome === 'ok').length;
    expect(accepted).toBeGreaterThan(150);
    expect(accepted).toBeLessThan(205);
    expect(samples.some(({ outcome }) => outcome === '429')).toBe(true);
    expect(jobs.every(({ ok }) => ok)).toBe(true);
  });

  it('loses a job after its last attempt, and charges for it', () => {
    const simulation = new Simulation(plant({ failureShare: () => 1 }), 1);
    const { jobs = [] } = simulation.advance(20);
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.every(({ ok, attempts }) => !ok && attempts === 3)).toBe(true);
    expect(simulation.value).toBeLessThan(0);
  });

  it('opens its breaker while calls fail', () => {
    const simulation = new Simulation(plant({ failureShare: () => 1 }), 1);
    simulation.apply({ ...STATIC, breakerThreshold: 0.5, maxAttempts: 9 }, 2);
    const { samples, breaker } = simulation.advance(20);
    expect(breaker).not.toBe('closed');
    expect(samples.length).toBeLessThan(40);
  });

  it('begins a second attempt beside a slow one where a slot is idle, and takes the first result', () => {
    const slow = plant({
      demand: () => 1,
      attemptSeconds: (draws) => (draws.uniform() < 0.5 ? 10 : 0.5),
    });
    const simulation = new Simulation(slow, 1);
    simulation.apply({ ...STATIC, hedgeAfterMs: 600 }, 2);
    const { samples } = simulation.advance(60);
    expect(samples.some(({ hedge, outcome }) => hedge && outcome === 'ok')).toBe(true);
    expect(samples.some(({ hedge, outcome }) => !hedge && outcome === 'cancelled')).toBe(true);
  });

  it('loses a replica that runs out of memory, and starts another', () => {
    const simulation = new Simulation(plant({ memory: { base: 0.2, perAttempt: 0.05 } }), 1);
    simulation.apply({ ...STATIC, concurrency: 30 }, 2);
    const { replicas, samples } = simulation.advance(5);
    expect(simulation.crashes).toBe(1);
    expect(replicas).toEqual({ ready: 0, starting: 1 });
    expect(samples.some(({ outcome }) => outcome === 'oom')).toBe(true);
  });
});
