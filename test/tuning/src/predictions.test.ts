import { createTuner, type Decision } from '@ag06/tuning';
import { expect, it } from '@jest/globals';
import { toObjective } from './plant/plant.ts';
import { PLANTS } from './plants/all-plants.ts';
import { playTuner } from './play.ts';

const AT_ONCE = { stepSeconds: 1, lateSeconds: 0 };

const played = new Map<string, readonly Decision[]>();

function decisionsOf(name: string, seed: number): readonly Decision[] {
  const key = `${name} ${seed}`;
  const known = played.get(key);
  if (known !== undefined) return known;
  const plant = PLANTS.get(name)?.(seed);
  if (plant === undefined) throw new Error(`no plant ${name}`);
  const tuner = createTuner({
    agent: 'plant',
    bounds: plant.bounds,
    static: plant.static,
    objective: toObjective(plant),
    backlog: plant.demand === 'backlog',
    bootSeconds: plant.bootSeconds,
    seed,
  });
  playTuner(plant, seed, tuner, AT_ONCE);
  played.set(key, tuner.decisions());
  return tuner.decisions();
}

it('what decisions predict comes true within their 90 % intervals, about nine times in ten', () => {
  const decisions = ['best', 'below', 'past', 'stragglers'].flatMap((name) =>
    [301, 302].flatMap((seed) => decisionsOf(name, seed)),
  );
  const judged = decisions.flatMap(({ result }) => (result === null ? [] : [result]));
  expect(judged.length).toBeGreaterThan(80);
  const share = judged.filter(({ isWithin }) => isWithin).length / judged.length;
  expect(share).toBeGreaterThanOrEqual(0.85);
  expect(share).toBeLessThanOrEqual(0.95);
});

it('demand comes true within its 90 % intervals, about nine times in ten', () => {
  const judged = [301, 302, 303, 304].flatMap((seed) =>
    decisionsOf('seasons', seed).flatMap(({ prediction, result }) =>
      prediction?.of === 'arrivalsPerSec' && result !== null ? [result] : [],
    ),
  );
  expect(judged.length).toBeGreaterThan(150);
  const share = judged.filter(({ isWithin }) => isWithin).length / judged.length;
  expect(share).toBeGreaterThanOrEqual(0.85);
  expect(share).toBeLessThanOrEqual(0.95);
});

it('each accepted trial is written down with what it replaced, why, and what it promises', () => {
  const accepted = decisionsOf('below', 301).filter(({ reason }) => reason === 'ACCEPT');
  expect(accepted.length).toBeGreaterThan(2);
  for (const { from, to, evidence, prediction } of accepted) {
    expect(from).not.toEqual(to);
    expect(evidence).toHaveProperty('gainPercent');
    expect(prediction?.of).toBe('valuePerSec');
  }
});
