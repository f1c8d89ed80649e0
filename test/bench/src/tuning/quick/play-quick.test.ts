import { expect, it } from '@jest/globals';
import { toBestSettings } from '../best-settings.ts';
import { createScenario } from '../scenarios.ts';
import { toCeiling } from './clairvoyant.ts';
import { compareArms } from './compare-arms.ts';
import { playQuick } from './play-quick.ts';

it('the same seed and settings always come to the same, and stragglers are late less often with second calls', async () => {
  const scenario = createScenario('stragglers', 91);
  const off = await playQuick(scenario, { seed: 91, settings: {} });
  expect(await playQuick(scenario, { seed: 91, settings: {} })).toEqual(off);
  const best = await playQuick(scenario, { seed: 91, settings: toBestSettings(scenario) });
  const done = ({ net }: typeof off) => net.onTime + net.late;
  expect(done(best)).toBeGreaterThanOrEqual(done(off));
  expect(best.net.late).toBeLessThan(off.net.late / 2);
  expect(best.net.vain).toBeGreaterThan(off.net.vain);
  expect(toCeiling(scenario, off.runs)).toBeGreaterThan(best.net.value);
});

it('a published rate is kept: hardly a call is refused, and no play brings more than the limit lets through', async () => {
  const scenario = createScenario('limit', 3, 30);
  const { acceptsPerSecond } = scenario.service;
  const off = await playQuick(scenario, { seed: 3, settings: {} });
  const best = await playQuick(scenario, { seed: 3, settings: toBestSettings(scenario) });
  expect(off.net.vain).toBeGreaterThan(5 * best.net.vain);
  expect(best.net.onTime).toBeGreaterThan(0.9 * 30 * (acceptsPerSecond ?? 0));
  expect(best.net.value).toBeGreaterThan(off.net.value);
  expect(toCeiling(scenario, best.runs)).toBeGreaterThan(best.net.value);
});

it('attempts beyond a time-out end with it, and are tried again', async () => {
  const scenario = createScenario('stragglers', 91, 60);
  const bySize = Object.fromEntries([0, 1, 2].map((size) => [size, { timeoutMs: 3_000 }]));
  const off = await playQuick(scenario, { seed: 91, settings: {} });
  const cut = await playQuick(scenario, { seed: 91, settings: { bySize } });
  expect(cut.net.vain).toBeGreaterThan(off.net.vain + 5);
});

it('the optimizer finds second calls by itself, tries them on one worker first, and brings more', async () => {
  const scenario = createScenario('stragglers', 94);
  const off = await playQuick(scenario, { seed: 94, settings: {} });
  const live = await playQuick(scenario, { seed: 94, settings: 'live' });
  const documents = live.published.map(({ document }) => document);
  const tried = documents.findIndex(({ canary }) => canary?.settings.bySize !== undefined);
  const forAll = documents.findIndex(({ settings }) => settings.bySize !== undefined);
  expect(tried).toBeGreaterThanOrEqual(0);
  expect(forAll).toBeGreaterThan(tried);
  expect(live.net.value).toBeGreaterThan(off.net.value);
});

it('a fleet begins with the first moment, and brings the same with an optimizer that has decided nothing yet', async () => {
  const scenario = createScenario('flat', 3, 8);
  const off = await playQuick(scenario, { seed: 3, settings: {} });
  const live = await playQuick(scenario, { seed: 3, settings: 'live' });
  expect(live.published.map(({ document }) => document.settings)).toEqual([{}]);
  expect(off.net.onTime).toBeGreaterThan(20);
  expect(live.net).toEqual(off.net);
});

it('pauses of the machine make attempts late, and nobody reports meanwhile', async () => {
  const scenario = createScenario('stragglers', 91);
  const calm = await playQuick(scenario, { seed: 91, settings: {} });
  const disturbed = await playQuick(scenario, { seed: 91, settings: {}, pauses: 6 });
  expect(disturbed.net.late).toBeGreaterThan(calm.net.late);
});

it('arms are compared seed by seed, beside the fleet without an optimizer', async () => {
  const seen: number[] = [];
  const compared = await compareArms('limit', {
    seeds: [1, 2],
    seconds: 20,
    pauses: 0,
    best: true,
    onSeed: ({ seed }) => void seen.push(seed),
  });
  expect(seen).toEqual([1, 2]);
  expect(compared).toMatchObject({ scenario: 'limit', seeds: 2, bar: 1.3 });
  const { best, clairvoyant, ceiling } = compared.ratios;
  expect(clairvoyant?.mean).toBeGreaterThanOrEqual(best?.mean ?? 0);
  expect(ceiling?.mean).toBeGreaterThan(clairvoyant?.mean ?? 0);
});
