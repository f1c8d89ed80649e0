import {
  type Arm,
  assignBlock,
  assignRun,
  type ExperimentDocument,
  parseExperiment,
  parseExperimentResult,
  type Sample,
  toBlock,
  toRecordsStream,
} from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { ClosedFleet, type ClosedFleetOptions } from '../testing/closed-fleet.ts';

const ID = 'x-0123456789abcdef';
const AGENT = 'x.a';

/** A service whose attempts succeed, by arm, with these probabilities, on a fleet that takes part in the experiment. */
class TriedFleet {
  readonly fleet: ClosedFleet;
  #runs = 0;
  #seed = 5;
  #startedAt = 0;
  #assignment: 'run' | 'switchback' = 'run';

  constructor(
    ok: Readonly<Record<Arm, number>>,
    more: Partial<ClosedFleetOptions> & {
      /** Attempts of a second, as a share of all, by arm. */
      readonly share?: Readonly<Record<Arm, number>>;
      readonly outcome?: Sample['outcome'];
    } = {},
  ) {
    const { share = { a: 1, b: 1 }, outcome = 'error' } = more;
    const alter = (samples: readonly Sample[], now: number) =>
      samples.flatMap((sample) => {
        const runId = `r0-${String(++this.#runs).padStart(9, '0')}aaaaaaaaaaaa`;
        const arm =
          this.#assignment === 'run'
            ? assignRun(ID, runId)
            : assignBlock(toBlock((now - this.#startedAt) / 1_000, 5));
        if (this.#draw() > share[arm]) return [];
        const isOk = this.#draw() < ok[arm];
        const trial = { experiment: ID, arm };
        return { ...sample, runId, trial, attempt: 3, outcome: isOk ? 'ok' : outcome } as const;
      });
    this.fleet = new ClosedFleet({ knee: 20, alter, ...more });
  }

  async begin(more: Partial<ExperimentDocument> = {}): Promise<void> {
    this.#startedAt = this.fleet.now;
    this.#assignment = more.assignment ?? 'run';
    await this.write({
      agent: AGENT,
      arms: [
        { timeoutMs: 1_000, maxAttempts: 1 },
        { timeoutMs: 700, maxAttempts: 1 },
      ],
      assignment: 'run',
      metric: 'success',
      alpha: 0.02,
      blockSeconds: 5,
      promote: 'person',
      reason: '',
      startedAt: this.#startedAt,
      by: 'operator',
      status: 'running',
      ...more,
    });
  }

  async write(document: ExperimentDocument): Promise<void> {
    const { shared } = this.fleet.store;
    const version = (await shared.load('experiment', ID))?.version ?? 0;
    expect(await shared.swap('experiment', ID, version, JSON.stringify(document))).toBe(true);
  }

  async document(): Promise<ExperimentDocument | undefined> {
    return parseExperiment((await this.fleet.store.shared.load('experiment', ID))?.text ?? '');
  }

  async result() {
    return parseExperimentResult((await this.fleet.store.shared.load('experiment-result', ID))?.text ?? '');
  }

  async events(): Promise<string[]> {
    const query = { tenant: 'default', stream: `tuning.${AGENT}`, after: 0, limit: 100 };
    const page = await this.fleet.store.events.read(query);
    return page.result === 'page' ? page.events.map(({ type }) => type) : [];
  }

  /** As if by chance, the same in each test. */
  #draw(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 4_294_967_296;
  }
}

it('a leader finds the better arm, ends the experiment, says so, and publishes nothing that nobody has asked for', async () => {
  const tried = new TriedFleet({ a: 0.7, b: 0.85 });
  await tried.begin();
  await tried.fleet.lead('shadow');
  await tried.fleet.run(60);
  const document = await tried.document();
  expect(document).toMatchObject({ status: 'decided', ended: { by: 'o-1', winner: 'b' } });
  expect(document?.ended?.sentence).toMatch(/^B is better: success 0\.8\d* with B and 0\.[67]\d* with A/);
  const result = await tried.result();
  expect(result).toMatchObject({ better: 'b' });
  expect(result?.low).toBeGreaterThan(0);
  expect(result?.p).toBeLessThan(0.02);
  expect(await tried.events()).toContain('experiment.decided');
  expect((await tried.fleet.document())?.settings).toEqual({});
  const pulse = await tried.fleet.store.shared.load('tuning', '*live');
  expect(pulse?.version).toBeGreaterThan(0);
});

it('a leader publishes the winner where a person has asked for it: the settings are that person’s', async () => {
  const tried = new TriedFleet({ a: 0.6, b: 0.9 });
  await tried.begin({ promote: 'auto' });
  await tried.fleet.lead();
  await tried.fleet.run(60);
  const published = await tried.fleet.document();
  expect(published?.settings).toMatchObject({ timeoutMs: 700 });
  expect(published?.learned ?? []).not.toContain('timeoutMs');
  expect(await tried.document()).toMatchObject({ promoted: { arm: 'b', by: 'o-1' } });
  expect(await tried.events()).toContain('experiment.promoted');
});

it('the optimizer publishes no winner while a person has frozen the agent, beyond its bounds, or over a later lock', async () => {
  const tried = new TriedFleet({ a: 1, b: 1 });
  const { shared } = tried.fleet.store;
  const policies: object[] = [
    { frozen: { at: 1, by: 'operator', reason: '' } },
    { bounds: { timeoutMs: { min: 800, max: 5_000 } } },
    { locks: { timeoutMs: { at: tried.fleet.now + 1, by: 'operator', reason: '' } } },
    { locks: { timeoutMs: { at: tried.fleet.now - 1, by: 'operator', reason: '' } } },
  ];
  const ended = { at: tried.fleet.now, by: 'operator', winner: 'b', sentence: '' } as const;
  await tried.begin({ status: 'decided', promote: 'auto', ended });
  const settingsOf: unknown[] = [];
  for (const [version, policy] of policies.entries()) {
    await shared.swap('tuning-policy', AGENT, version, JSON.stringify({ locks: {}, ...policy }));
    if (version === 0) await tried.fleet.lead('shadow');
    await tried.fleet.run(3);
    settingsOf.push((await tried.fleet.document())?.settings);
  }
  // The last lock was there when the experiment began.
  expect(settingsOf).toEqual([{}, {}, {}, { timeoutMs: 700, maxAttempts: 1 }]);
});

it('a null experiment ends as futile, and A stays', async () => {
  const tried = new TriedFleet({ a: 0.8, b: 0.8 });
  await tried.begin({ promote: 'auto' });
  await tried.fleet.lead('shadow');
  await tried.fleet.run(230);
  const document = await tried.document();
  expect(document).toMatchObject({ status: 'futile', ended: { winner: null } });
  expect(document?.promoted).toBeUndefined();
  expect((await tried.fleet.document())?.settings).toEqual({});
});

it('the next leader goes on with what was counted, and counts nothing twice', async () => {
  const tried = new TriedFleet({ a: 0.8, b: 0.8 });
  await tried.begin();
  const first = await tried.fleet.lead('shadow');
  await tried.fleet.run(10);
  await first.keep();
  await tried.fleet.run(7);
  // The first leader is killed: what it has not kept, the next one reads again.
  await tried.fleet.lead('shadow');
  await tried.fleet.run(10);
  const { a, b } = (await tried.result()) ?? {};
  const attempts = tried.fleet.levels.length * 50;
  const steps = (a?.steps ?? 0) + (b?.steps ?? 0);
  // Results are told every five seconds.
  expect(steps).toBeLessThanOrEqual(attempts);
  expect(steps).toBeGreaterThan(attempts - 6 * 50);
});

it('a leader aborts an experiment whose B fails by a fifth more, or runs out of memory', async () => {
  const failing = new TriedFleet({ a: 0.95, b: 0.6 });
  await failing.begin({ metric: 'value' });
  await failing.fleet.lead('shadow');
  await failing.fleet.run(6);
  const document = await failing.document();
  expect(document).toMatchObject({ status: 'aborted', ended: { winner: null } });
  expect(document?.ended?.sentence).toMatch(/^B does harm: .* of \d+ steps failed with settings B/);
  expect(await failing.events()).toContain('experiment.aborted');
  const oom = new TriedFleet({ a: 1, b: 0.98 }, { outcome: 'oom' });
  await oom.begin();
  await oom.fleet.lead('shadow');
  await oom.fleet.run(10);
  expect((await oom.document())?.ended?.sentence).toMatch(/ran out of memory/);
});

it('an experiment is paused while a person has frozen the agent or switched all to static, and goes on after that', async () => {
  const tried = new TriedFleet({ a: 0.8, b: 0.8 });
  const { shared } = tried.fleet.store;
  await tried.begin();
  await tried.fleet.lead('shadow');
  await tried.fleet.run(5);
  const frozen = { at: 1, by: 'operator', reason: 'sale' };
  await shared.swap('tuning-policy', AGENT, 0, JSON.stringify({ locks: {}, frozen }));
  await tried.fleet.run(5);
  expect(await tried.document()).toMatchObject({
    status: 'running',
    paused: 'operator has frozen the agent: sale',
  });
  await shared.swap('tuning-policy', AGENT, 1, JSON.stringify({ locks: {} }));
  await tried.fleet.run(5);
  expect((await tried.document())?.paused).toBeUndefined();
  const isStatic = { isStatic: true, at: 1, by: 'operator', reason: '' };
  await shared.swap('tuning', '*', 0, JSON.stringify(isStatic));
  await tried.fleet.run(5);
  expect((await tried.document())?.paused).toMatch(/static/);
  const events = await tried.events();
  expect(events).toEqual(expect.arrayContaining(['experiment.paused', 'experiment.resumed']));
});

it('a switchback finds which arm brings more a second, by the store’s clock, while the tuner keeps off', async () => {
  const tried = new TriedFleet({ a: 1, b: 1 }, { share: { a: 0.7, b: 0.9 }, clockMs: 3_600_000 });
  await tried.begin({ assignment: 'switchback', metric: 'throughput', arms: [{}, { concurrency: 12 }] });
  await tried.fleet.lead();
  await tried.fleet.run(60);
  expect(new Set(tried.fleet.levels)).toEqual(new Set([10]));
  const state = await tried.fleet.store.shared.load('tuning-state', AGENT);
  expect(state?.text).toContain(`The experiment ${ID} changes its settings.`);
  await tried.fleet.run(520);
  expect(await tried.document()).toMatchObject({ status: 'decided', ended: { winner: 'b' } });
  const result = await tried.result();
  expect(result?.difference).toBeGreaterThan(0.15);
  expect(result?.batch).toBeGreaterThanOrEqual(5);
});

it('a switchback leaves out the pairs of blocks in which no optimizer lived, because workers leave the arms then', async () => {
  const tried = new TriedFleet({ a: 1, b: 1 });
  await tried.begin({ assignment: 'switchback', metric: 'throughput', arms: [{}, { concurrency: 12 }] });
  const first = await tried.fleet.lead('shadow');
  await tried.fleet.run(36);
  await first.keep();
  // Amid a pair, and to amid another one.
  tried.fleet.pass(149_000);
  await tried.fleet.lead('shadow');
  await tried.fleet.run(100);
  const result = await tried.result();
  expect(result?.pairs).toBe(2);
  expect(Math.abs(result?.difference ?? 1)).toBeLessThan(0.05);
});

it('a switchback whose blocks are shorter than attempts says so, and counts nothing', async () => {
  const tried = new TriedFleet({ a: 1, b: 1 });
  await tried.begin({ assignment: 'switchback', metric: 'throughput', arms: [{}, { concurrency: 12 }] });
  const slow = new ClosedFleet({
    knee: 20,
    alter: (samples) =>
      samples.map((sample) => ({ ...sample, durMs: 9_000, trial: { experiment: ID, arm: 'a' } })),
  });
  const document = await tried.document();
  await slow.store.shared.swap('experiment', ID, 0, JSON.stringify({ ...document, startedAt: slow.now }));
  await slow.lead('shadow');
  await slow.run(12);
  const told = parseExperimentResult((await slow.store.shared.load('experiment-result', ID))?.text ?? '');
  expect(told).toMatchObject({ pairs: 0 });
  expect(told?.sentence).toMatch(/^Blocks of 5 s are too short: .*blockSeconds of 59 or more/);
});

it('a leader counts what was recorded of runs, each run once', async () => {
  const tried = new TriedFleet({ a: 1, b: 1 });
  await tried.begin({ metric: 'recorded' });
  await tried.fleet.lead('shadow');
  const record = (runId: string) => {
    const value = (assignRun(ID, runId) === 'b' ? 2 : 1) + Number(runId.slice(3, 12)) * 0.001;
    const event = { type: 'experiment.recorded', id: runId, data: JSON.stringify({ value }) };
    const stream = toRecordsStream(ID);
    const append = { tenant: 'default', stream, command: `c ${runId}`, events: [event], dedupeMs: 0 };
    return tried.fleet.store.events.append(append);
  };
  for (let run = 0; run < 500; run++) await record(`r0-${String(run).padStart(9, '0')}aaaaaaaaaaaa`);
  for (let run = 0; run < 500; run++) await record(`r0-${String(run).padStart(9, '0')}aaaaaaaaaaaa`);
  await tried.fleet.run(3);
  const document = await tried.document();
  expect(document).toMatchObject({ status: 'decided', ended: { winner: 'b' } });
  expect(document?.ended?.sentence).toContain('after 500 recorded runs');
});
