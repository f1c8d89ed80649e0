import {
  parseTuningPolicy,
  parseTuningState,
  type TuningDocument,
  type TuningSettings,
} from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { mixed } from './testing/mixed.ts';
import { type Service, StagedFleet } from './testing/staged-fleet.ts';

/** A service that fails now and then. After 200 attempts, the tuner wants eight attempts instead of three, and a breaker. */
const healthy: Service = (_, i) => ({ outcome: i % 50 === 0 ? 'error' : 'ok', durMs: 80 + (i % 40) });
/** A worker that tries eight times fails most of its attempts. */
const harmful: Service = (settings, i, worker) =>
  settings.maxAttempts === 8 && i % 10 < 6 ? { outcome: 'error', durMs: 100 } : healthy(settings, i, worker);

const stateOf = async ({ store }: StagedFleet) =>
  parseTuningState((await store.shared.load('tuning-state', 'x.a'))?.text ?? '');
const policyOf = async ({ store }: StagedFleet) =>
  parseTuningPolicy((await store.shared.load('tuning-policy', 'x.a'))?.text ?? '{"locks":{}}');

const isTried = ({ canary }: TuningDocument) => canary !== undefined;
const isEverywhere = ({ settings }: TuningDocument) => settings.maxAttempts === 8;
const isNowhere = ({ settings, canary }: TuningDocument) =>
  canary === undefined && settings.maxAttempts === undefined;
/** How many workers have had other settings, document by document. */
const canariesOf = ({ documents }: StagedFleet) => documents.map(({ canary }) => canary?.workers.length ?? 0);
/** The same without documents that changed something else. */
const stagesOf = (fleet: StagedFleet) => {
  const counts = canariesOf(fleet);
  return counts.filter((count, i) => count !== counts[i - 1]);
};

it('a live leader tries a setting of a job on one worker, then on half of them, then puts it in force for all', async () => {
  const fleet = new StagedFleet(5, healthy);
  await fleet.lead('live');
  const document = await fleet.runUntil(isEverywhere);
  expect(stagesOf(fleet)).toEqual([0, 1, 3, 0]);
  expect(document).toMatchObject({ learned: expect.arrayContaining(['maxAttempts']), reason: 'ON_ALL' });
  // The breaker is shared by all workers, so it goes to all of them at once.
  expect(fleet.documents[1]?.settings).toEqual({
    breakerThreshold: expect.any(Number),
    breakerOpenMs: 5_000,
  });
  const decisions = (await stateOf(fleet))?.decisions ?? [];
  expect(decisions.slice(0, 2).map(({ to }) => Object.keys(to))).toEqual([
    ['breakerThreshold', 'breakerOpenMs'],
    ['maxAttempts'],
  ]);
  expect(decisions[1]?.evidence).toMatchObject({ canaries: 1, workers: 5 });
});

it('a live leader takes a harmful setting back from the only worker that tried it, and lets it be after the second time', async () => {
  const fleet = new StagedFleet(3, harmful);
  await fleet.lead('live');
  for (let time = 1; time <= 2; time++) {
    await fleet.runUntil(isTried);
    await fleet.runUntil(isNowhere);
  }
  expect(Math.max(...canariesOf(fleet))).toBe(1);
  const last = (await stateOf(fleet))?.decisions.at(-1);
  expect(last).toMatchObject({ reason: 'ROLLBACK', from: { maxAttempts: 8 }, to: { maxAttempts: 3 } });
  expect(last?.sentence).toMatch(/of attempts failed, of the rest 0 %/);
  expect(last?.evidence.failuresPercent).toBeGreaterThan(40);
  const lock = (await policyOf(fleet))?.locks.maxAttempts;
  expect(lock).toMatchObject({ by: 'optimizer o-1', reason: expect.stringContaining('failed') });
  expect((lock?.until ?? 0) - fleet.now).toBeGreaterThan(3_500_000);
  await fleet.run(120);
  expect(isNowhere((await fleet.document()) as TuningDocument)).toBe(true);
  // A person unlocks it: then it may be tried again, and the past does not count.
  await fleet.store.shared.swap('tuning-policy', 'x.a', 1, JSON.stringify({ locks: {} }));
  await fleet.runUntil(isTried);
  await fleet.runUntil(isNowhere);
  expect((await policyOf(fleet))?.locks).toEqual({});
});

it('a leader in mode canary changes only the worker that tries a setting, and tells of shared ones what it would do', async () => {
  const fleet = new StagedFleet(5, healthy);
  await fleet.lead('canary');
  await fleet.runUntil(isTried);
  const document = await fleet.run(100);
  expect(document).toMatchObject({
    settings: {},
    canary: { settings: { maxAttempts: 8 }, workers: ['w-1'] },
  });
  expect(document?.canary?.settings).toEqual({ maxAttempts: 8 });
  const decisions = (await stateOf(fleet))?.decisions ?? [];
  const told = decisions.map(({ version, to }) => [version === null, Object.keys(to)[0]]);
  expect(told).toEqual([
    [false, 'maxAttempts'],
    [true, 'breakerThreshold'],
  ]);
  expect(decisions[1]?.sentence).toMatch(/^Would do: /);
});

it('a leader in mode canary changes nothing where there is one worker', async () => {
  const fleet = new StagedFleet(1, healthy);
  await fleet.lead('canary');
  await fleet.run(120);
  expect(fleet.documents).toHaveLength(1);
  expect((await stateOf(fleet))?.decisions.every(({ version }) => version === null)).toBe(true);
});

it('another worker takes the place of one that tries a setting and dies; the setting is taken back when that one dies too', async () => {
  const fleet = new StagedFleet(6, healthy);
  await fleet.lead('live');
  const { canary } = await fleet.runUntil(isTried);
  const die = (dead: readonly string[] = []) => {
    fleet.workers = fleet.workers.filter((id) => !dead.includes(id));
  };
  die(canary?.workers);
  const next = await fleet.runUntil((one) => isTried(one) && one.canary?.workers[0] !== 'w-1');
  expect(next.canary?.workers).toEqual(['w-2']);
  die(next.canary?.workers);
  await fleet.runUntil(isNowhere);
  expect((await stateOf(fleet))?.decisions.at(-1)?.sentence).toMatch('2 workers that tried it are gone');
});

it('a next leader goes on with the stage of the one before, also if that has not kept what it decided', async () => {
  const fleet = new StagedFleet(5, healthy);
  await fleet.lead('live');
  const tried = await fleet.runUntil(isTried);
  await fleet.lead('live');
  await fleet.run(10);
  expect((await fleet.document())?.version).toBe(tried.version);
  await fleet.runUntil(isEverywhere);
  expect(stagesOf(fleet)).toEqual([0, 1, 3, 0]);
});

it('a next leader takes a harmful setting back that the one before has begun to try', async () => {
  let isHarmful = false;
  const fleet = new StagedFleet(5, (...args) => (isHarmful ? harmful : healthy)(...args));
  await fleet.lead('live');
  await fleet.runUntil(isTried);
  await fleet.lead('live');
  isHarmful = true;
  const document = await fleet.runUntil(isNowhere);
  expect(document).toMatchObject({ by: 'o-2', reason: 'ROLLBACK' });
  await fleet.run(30);
  expect(canariesOf(fleet).slice(3)).not.toContain(1);
});

it('the only worker of an agent gets a setting at once, and loses it when attempts bring less than before', async () => {
  let isHarmful = false;
  const fleet = new StagedFleet(1, (...args) => (isHarmful ? harmful : healthy)(...args));
  await fleet.lead('live');
  await fleet.run(30);
  isHarmful = true;
  await fleet.runUntil(isEverywhere);
  const document = await fleet.runUntil(isNowhere);
  expect(document.reason).toBe('ROLLBACK');
  expect(canariesOf(fleet).every((count) => count === 0)).toBe(true);
  expect((await stateOf(fleet))?.decisions.at(-1)?.sentence).toMatch('since it changed');
});

it('a live leader changes nothing of any agent while a person has frozen the fleet, and tells who has', async () => {
  const fleet = new StagedFleet(3, healthy);
  const freeze = (version: number, frozen?: object) =>
    fleet.store.shared.swap('tuning-policy', '*', version, JSON.stringify({ locks: {}, ...frozen }));
  await fleet.lead('live');
  const tried = await fleet.runUntil(isTried);
  await freeze(0, { frozen: { at: 1, by: 'operator', reason: 'sale' } });
  await fleet.run(90);
  expect((await fleet.document())?.version).toBe(tried.version);
  expect((await stateOf(fleet))?.frozen).toBe('operator has frozen the fleet: sale');
  await freeze(1);
  await fleet.runUntil(isEverywhere);
});

it('a leader tells what some workers try, and what it brings beside the rest', async () => {
  const fleet = new StagedFleet(4, healthy);
  await fleet.lead('live');
  await fleet.runUntil(isTried);
  await fleet.run(15);
  expect((await stateOf(fleet))?.stage).toMatchObject({
    stage: 'first',
    settings: ['maxAttempts'],
    workers: ['w-1'],
    canary: { attempts: expect.any(Number), ooms: 0 },
    sentence: expect.stringMatching(/attempts/),
  });
});

/**
 * Two sizes, the second one rarer; one attempt in ten takes until long after its deadline, unless another one is made beside
 * it. Harmful settings make all attempts of the second size late.
 */
const straggling =
  (isHarmful: (settings: TuningSettings) => boolean = () => false): Service =>
  (settings, i, worker) => {
    const sizeBucket = i % 3 === 0 ? 1 : 0;
    if (sizeBucket === 1 && isHarmful(settings)) return { outcome: 'ok', durMs: 50_000, sizeBucket };
    const hedged = (settings.bySize?.[sizeBucket]?.hedgeAfterMs ?? null) !== null;
    const isSlow = mixed(10 * i + Number(worker.slice(-1))) % 10 === 0;
    return { outcome: 'ok', durMs: isSlow && !hedged ? 40_000 : 80 + (i % 40), sizeBucket };
  };
const hedgedSizes = (settings: TuningSettings | undefined) =>
  Object.entries(settings?.bySize ?? {}).flatMap(([size, { hedgeAfterMs = null }]) =>
    hedgeAfterMs === null ? [] : [size],
  );

it('hedges of a size are tried beside other settings, wait for no other size, and get to all after 15 to 30 s', async () => {
  const fleet = new StagedFleet(2, straggling());
  await fleet.lead('live');
  await fleet.runUntil(({ settings }) => hedgedSizes(settings).length === 2);
  for (const size of ['0', '1']) {
    const tried = fleet.documents.find(({ canary }) => hedgedSizes(canary?.settings).includes(size));
    const all = fleet.documents.find(({ settings }) => hedgedSizes(settings).includes(size));
    const triedMs = (all?.publishedAt ?? 0) - (tried?.publishedAt ?? 0);
    expect(triedMs).toBeGreaterThanOrEqual(15_000);
    expect(triedMs).toBeLessThanOrEqual(30_000);
  }
  const together = fleet.documents.filter(
    ({ canary }) => canary?.settings.maxAttempts === 8 && hedgedSizes(canary.settings).length > 0,
  );
  expect(together.length).toBeGreaterThan(0);
  expect((await stateOf(fleet))?.decisions.some(({ reason }) => reason === 'ROLLBACK')).toBe(false);
});

it('hedges of a rare size get to all with those of the others, which are better together, after half a window', async () => {
  const calm = straggling();
  // One attempt in twelve is of the second size: some 15 in 30 s on each worker.
  const fleet = new StagedFleet(2, (settings, i, worker) => {
    const { durMs, outcome } = calm(settings, i, worker);
    return { outcome, durMs, sizeBucket: mixed(i) % 12 === 0 ? 1 : 0 };
  });
  await fleet.lead('live');
  await fleet.runUntil(({ settings }) => hedgedSizes(settings).includes('1'));
  const since = (has: (document: TuningDocument) => boolean): number =>
    fleet.documents.find(has)?.publishedAt ?? Number.NaN;
  const tried = since(({ canary }) => hedgedSizes(canary?.settings).includes('1'));
  const all = since(({ settings }) => hedgedSizes(settings).includes('1'));
  // All sizes together are better by more than chance.
  expect(all - tried).toBeGreaterThanOrEqual(15_000);
  expect(all - tried).toBeLessThanOrEqual(20_000);
});

it('hedges stay as they are where all workers are stopped now and then, which is no slow spell of the service', async () => {
  const fleet = new StagedFleet(2, straggling());
  await fleet.lead('live');
  await fleet.runUntil(({ settings }) => hedgedSizes(settings).length === 2);
  for (let pause = 0; pause < 8; pause++) {
    await fleet.stopWorkers(5);
    await fleet.run(9);
  }
  const decided = JSON.stringify((await stateOf(fleet))?.decisions);
  const delays = [...decided.matchAll(/"hedgeAfterMs":(\w+)/g)].map(([, delay]) => delay);
  expect(delays.length).toBeGreaterThan(0);
  // Calls take 120 ms at most; what they take longer because their worker stopped is none of the service's.
  expect(delays.filter((delay) => !(Number(delay) < 200))).toEqual([]);
});

it('hedges of a size that do harm are taken back alone; those of another one stay', async () => {
  const fleet = new StagedFleet(
    2,
    straggling((settings) => hedgedSizes(settings).includes('1')),
  );
  await fleet.lead('live');
  await fleet.runUntil(({ reason }) => reason.includes('ROLLBACK'));
  const document = await fleet.runUntil(({ canary }) => canary === undefined);
  expect(hedgedSizes(document.settings)).toEqual(['0']);
  const back = (await stateOf(fleet))?.decisions.find(({ reason }) => reason === 'ROLLBACK');
  expect(Object.keys(back?.to ?? {})).toEqual(['bySize']);
});

it('what is decided while half of the workers try something waits for the next few workers', async () => {
  let hasSlow = false;
  const calm = straggling();
  const fleet = new StagedFleet(8, (settings, i, worker) => {
    const { durMs, ...other } = calm(settings, i, worker);
    return { ...other, durMs: hasSlow ? durMs : Math.min(durMs, 120) };
  });
  await fleet.lead('live');
  await fleet.runUntil(({ canary }) => canary?.workers.length === 4);
  hasSlow = true;
  await fleet.runUntil(({ settings }) => hedgedSizes(settings).length > 0);
  const tried = fleet.documents.filter(({ canary }) => hedgedSizes(canary?.settings).length > 0);
  expect(tried[0]?.canary?.workers).toHaveLength(1);
  expect(tried[0]?.settings.maxAttempts).toBe(8);
});

it('an outage that begins after more attempts have passed does not take them back: then they are needed', async () => {
  let failsFrom = Number.POSITIVE_INFINITY;
  const fleet = new StagedFleet(2, (settings, i, worker) =>
    i >= failsFrom ? { outcome: 'error', durMs: 100 } : healthy(settings, i, worker),
  );
  await fleet.lead('live');
  await fleet.runUntil(isEverywhere);
  await fleet.run(10);
  failsFrom = fleet.now / 1_000;
  const document = await fleet.run(90);
  expect(document?.settings.maxAttempts).toBe(8);
  const takenBack = (await stateOf(fleet))?.decisions.filter(({ reason }) => reason === 'ROLLBACK') ?? [];
  expect(takenBack.flatMap(({ to }) => Object.keys(to))).not.toContain('maxAttempts');
});
