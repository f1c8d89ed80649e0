import type { TuningHistoryView } from '@ag06/client';
import { runCli } from '@ag06/test-e2e/run-cli';
import { until } from '@ag06/test-support';
import { estimateElasticity, MOMENTUM_DEFAULTS, MomentumAscent, PROBE_DISTANCE } from '@ag06/tuning';
import { expect } from '@jest/globals';
import { proveCase } from '../proof/prove-case.ts';
import { allBut, startWork, untilInForce, untilTuning, useTunedFleet } from './use-tuned-fleet.ts';

const WORKERS = 3;
/** Calls a second that the service accepts, which nobody tells the fleet. */
const LIMIT = 20;
const AT_ONCE = 60;
const { proof, client, service } = useTunedFleet({ workers: WORKERS, optimizers: 2, perSecond: LIMIT });

type Decision = TuningHistoryView['items'][number];

const work = (agent: string) =>
  startWork({ client: client(), url: service().url }, agent, AT_ONCE, [{ plan: 'limit' }]);

/** Until so many decisions about the rate are told; all of them, the oldest first. */
async function untilDecided(agent: string, isEnough: (decisions: readonly Decision[]) => boolean) {
  const decided = await until(
    async () => {
      const { items } = await client().tuning.history(agent);
      const found = items.filter(({ to }) => 'ratePerSec' in to).toReversed();
      return isEnough(found) ? found : undefined;
    },
    { timeoutMs: 120_000, everyMs: 200, message: `decisions about the rate of ${agent}` },
  );
  return decided ?? [];
}

/** The share of refusals among the next so many calls. */
async function refusedShare(agent: string, calls: number): Promise<number> {
  const from = service().callsOf(agent).length;
  await until(() => service().callsOf(agent).length >= from + calls, { timeoutMs: 120_000 });
  const own = service().callsOf(agent).slice(from);
  return own.filter(({ end }) => end === 429).length / own.length;
}

proveCase(
  48,
  'Of a service with a hidden limit of calls a shadow suggests, from what was refused, a rate below what was called and within a person’s bounds, and changes nothing; live it is published, in force on every worker, and refusals fall to less than half.',
  async (measure) => {
    const agent = 'tuned.suggested';
    const max = LIMIT - 2;
    await client().tuning.setPolicy(agent, {
      bounds: { ratePerSec: { min: 1, max } },
      lock: allBut('ratePerSec'),
    });
    const load = await work(agent);
    const [suggested] = await untilDecided(agent, ({ length }) => length > 0);
    expect(suggested).toMatchObject({
      mode: 'shadow',
      version: null,
      reason: 'RATE_CAP',
      from: {},
      undo: null,
      sentence: expect.stringMatching(/^Would do: .* Do it: ag06 tuning apply tuned\.suggested \d+$/),
    });
    const rate = Number(suggested?.to.ratePerSec);
    const { refusedPercent = 0, acceptedPerSec = 0 } = suggested?.evidence ?? {};
    expect(rate).toBeCloseTo(Math.min(max, acceptedPerSec), 9);
    expect(rate).toBeGreaterThanOrEqual(1);
    expect(refusedPercent).toBeGreaterThan(3);
    const still = await client().tuning.show(agent);
    expect(still.published?.settings).toEqual({});
    const before = await refusedShare(agent, 60);
    await client().tuning.setPolicy(agent, { mode: 'live' });
    const { published } = await untilTuning(
      client(),
      agent,
      (view) => view.published?.settings.ratePerSec !== undefined,
      'a rate to be published',
    );
    const from = performance.now();
    expect(published?.settings.ratePerSec).toBeLessThanOrEqual(max);
    await until(async () => {
      const now = (await client().tuning.show(agent)).published;
      return (
        now?.workers.length === WORKERS &&
        now.workers.every(({ configVersion }) => configVersion === now.version)
      );
    });
    const inForceMs = performance.now() - from;
    // What was called before may still be refused.
    await refusedShare(agent, 2 * LIMIT);
    const after = await refusedShare(agent, 60);
    await load.stop();
    measure(
      'limit, suggestion and published rate',
      `${LIMIT}, ${rate.toFixed(1)} and ${published?.settings.ratePerSec}`,
    );
    measure('in force on three workers after', `${Math.round(inForceMs)} ms`);
    measure('share of refusals, before and after', `${before.toFixed(2)} and ${after.toFixed(2)}`);
    expect(after).toBeLessThan(before / 2);
  },
  300_000,
);

proveCase(
  55,
  'The summary tells everything about a change that the optimizer made: what is in force, since when, by whom and on which workers, on what evidence, by API, stream and CLI; the command that it names takes it back, and then tells the person who did.',
  async (measure) => {
    const agent = 'tuned.told';
    await client().tuning.setPolicy(agent, { mode: 'live', lock: allBut('ratePerSec'), reason: 'a trial' });
    const load = await work(agent);
    const [decision] = await untilDecided(agent, ({ length }) => length > 0);
    const shown = await untilTuning(
      client(),
      agent,
      ({ published }) => published?.settings.ratePerSec !== undefined,
      'a rate to be published',
    );
    const { leader } = await client().tuning.get();
    expect(shown).toMatchObject({
      policy: { mode: 'live', frozen: null },
      published: { by: leader?.leader, fence: leader?.fence, static: { concurrency: 10 } },
      state: { mode: 'live', frozen: null, leader: leader?.leader },
    });
    expect(shown.published?.workers).toHaveLength(WORKERS);
    expect(decision).toMatchObject({
      reason: 'RATE_CAP',
      mode: 'live',
      undo: `ag06 tuning rollback ${agent} ratePerSec`,
    });
    expect(decision?.sentence).toMatch(
      /^tuned\.told: ratePerSec unset -> [\d.]+ \(v\d+\)\. The provider refuses calls with 429.* Evidence: refusedPercent [\d.]+, acceptedPerSec [\d.]+\./,
    );
    const { url } = proof().fleet;
    const ag06 = (line: string) => runCli(line.split(' ').slice(1), { cwd: '/', url });
    const { out } = await ag06(`ag06 tuning explain ${agent}`);
    expect(out).toContain(decision?.undo);
    expect(out).toContain('ratePerSec');
    await until(
      async () => {
        for await (const { type, data } of client().streams.read(`tuning.${agent}`))
          if (type === 'tuning.decided' && Object(data).number === decision?.number) return true;
        return false;
      },
      { message: 'the event of the decision' },
    );
    const undone = await ag06(`${decision?.undo}`);
    expect(undone).toMatchObject({ code: 0 });
    const back = await client().tuning.show(agent);
    expect(back.published?.settings.ratePerSec).toBeUndefined();
    await untilInForce(client(), agent, back.published?.version ?? 0, WORKERS);
    expect(back.policy.locks.find(({ setting }) => setting === 'ratePerSec')).toMatchObject({
      by: 'operator',
    });
    const { changes, stream } = await client().tuning.history(agent);
    expect(stream).toBe(`tuning.${agent}`);
    expect(changes.find(({ lock }) => lock?.includes('ratePerSec'))).toMatchObject({ by: 'operator' });
    const { items } = await client().tuning.history(agent);
    measure('decisions, and changes by people, that are told', `${items.length} and ${changes.length}`);
    await load.stop();
  },
  240_000,
);

/** Checks that a decision about the rate is what its method makes of the evidence, and of nothing else. */
function expectByFormula({ reason, from, to, evidence }: Decision): void {
  const [before, after] = [from.ratePerSec ?? null, Number(to.ratePerSec)];
  const { refusedPercent = Number.NaN, acceptedPerSec = Number.NaN } = evidence;
  const share = refusedPercent / 100;
  if (reason === 'RATE_CAP') {
    const lowered = before === null ? 0 : (share < 0.06 ? 0.98 : 1 - share) * Number(before);
    expect(after).toBeCloseTo(Math.max(acceptedPerSec, lowered), 9);
    return;
  }
  expect(reason).toBe('RATE_CREEP');
  const factor = after / Number(before);
  const allowed = share > 0 ? [1.003] : [1.03, 1.2];
  expect(Math.min(...allowed.map((one) => Math.abs(factor - one)))).toBeLessThan(1e-9);
}

proveCase(
  59,
  'What is learned moves by the formulas that are documented: each change of a live rate follows exactly from the evidence told with it, one from another; ascent with momentum gives the numbers of its formula, and its rate of 0.01 grows by a tenth and is halved as told.',
  async (measure) => {
    const agent = 'tuned.weighed';
    await client().tuning.setPolicy(agent, { mode: 'live', lock: allBut('ratePerSec') });
    const load = await work(agent);
    const decisions = await untilDecided(
      agent,
      (made) => made.length >= 4 && made.some(({ reason }) => reason === 'RATE_CREEP'),
    );
    await load.stop();
    for (const [i, decision] of decisions.entries()) {
      expectByFormula(decision);
      expect(decision.from.ratePerSec ?? null).toBe(decisions[i - 1]?.to.ratePerSec ?? null);
    }
    measure(
      'rates, one after another',
      decisions.map(({ to }) => Number(to.ratePerSec).toFixed(2)).join(', '),
    );
    const ascent = new MomentumAscent();
    const elasticities = [1, 0.5, -0.4, -0.4];
    let [setting, velocity, rate] = [10, 0, MOMENTUM_DEFAULTS.learningRate];
    for (const [i, elasticity] of elasticities.entries()) {
      if (i > 0) rate *= Math.sign(elasticity) === Math.sign(elasticities[i - 1] ?? 0) ? 1.1 : 0.5;
      velocity = 0.8 * velocity + 0.2 * elasticity;
      const wanted = setting * Math.exp(Math.max(0.005, rate) * velocity);
      expect(ascent.next(setting, elasticity)).toBeCloseTo(wanted, 12);
      rate = Math.max(0.005, rate);
      setting = wanted;
    }
    const [low, high] = [Math.exp(-PROBE_DISTANCE), Math.exp(PROBE_DISTANCE)];
    expect(estimateElasticity([low, high, high, low])).toBeCloseTo(1, 9);
    measure('10, moved by four gradients', setting.toFixed(4));
  },
  240_000,
);
