import type { AgentTuningView } from '@ag06/client';
import { until } from '@ag06/test-support';
import { createTuner, type ObservedSample, TunerModel, toObjective } from '@ag06/tuning';
import { expect } from '@jest/globals';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { proveCase } from '../proof/prove-case.ts';
import {
  allBut,
  findLeader,
  startWork,
  untilInForce,
  untilTuning,
  useTunedFleet,
} from './use-tuned-fleet.ts';

const AGENT = 'tuned.moved';
const { client, service, leader } = useTunedFleet({ workers: 1, optimizers: 2, perSecond: 20 });

/** What the model decides in the next so many seconds, while a provider refuses more and more calls. */
function decideNext(model: TunerModel, from: number): readonly unknown[] {
  const tuner = createTuner({
    agent: AGENT,
    bounds: {},
    static: model.static,
    objective: toObjective({}, 0.1),
    model,
  });
  return Array.from({ length: 100 }, (_, second) => {
    const t = from + second;
    const samples = Array.from(
      { length: 30 },
      (_each, i): ObservedSample => ({
        t,
        jobId: `${second} ${i}`,
        priority: 'normal',
        size: 1,
        waitMs: 5,
        durMs: 40 + i,
        attempt: 1,
        hedge: false,
        outcome: i < second % 12 ? '429' : 'ok',
      }),
    );
    tuner.observe({ t, dt: 1, samples });
    const { settings, reasons } = tuner.decide(t);
    return { settings, reasons };
  });
}

/** Until the leader has gone through a whole step since it began to lead: it tells figures in each. */
async function untilStepped({ client: own }: ProofFleet): Promise<void> {
  const first = (await own.tuning.get()).figures?.at;
  await until(async () => (await own.tuning.get()).figures?.at !== first, { timeoutMs: 60_000 });
}

proveCase(
  56,
  'What one fleet has learned is exported and imported into an empty one: it is taken over whole, its next 100 decisions are identical, and the other fleet publishes the learned rate without a single refusal; what is no model is refused by path and changes nothing.',
  async (measure) => {
    await client().tuning.setPolicy(AGENT, { mode: 'live', lock: allBut('ratePerSec') });
    const load = await startWork({ client: client(), url: service().url }, AGENT, 60, [{ plan: 'limit' }]);
    const learned = await untilTuning(
      client(),
      AGENT,
      ({ published }) => published?.settings.ratePerSec !== undefined,
      'a rate',
    );
    await untilInForce(client(), AGENT, learned.published?.version ?? 0, 1);
    await load.stop();
    const first = await leader();
    await first.process.kill('SIGTERM');
    const exported = await client().tuning.exportModel(AGENT);
    const model = TunerModel.parse(exported.model);
    const { published } = await client().tuning.show(AGENT);
    const rate = published?.settings.ratePerSec;
    expect(model.learning?.settings.ratePerSec).toBe(rate);
    const empty = await startProofFleet(0);
    try {
      const { client: other, fleet } = empty;
      await empty.startWorker('tuned-agents', { AG06_CONCURRENCY: '10' });
      await expect(other.tuning.exportModel(AGENT)).rejects.toMatchObject({
        code: 'MODEL_UNKNOWN',
        status: 404,
      });
      const wrong = [
        { ...exported, model: { ...exported.model, version: 'last' } },
        { ...exported, model: { ...exported.model, learning: { settings: { ratePerSec: -1 } } } },
        { ...exported, model: {} },
      ];
      for (const one of wrong) {
        const { status, body } = await fleet.call('PUT', `/v1/tuning/${AGENT}/model`, one);
        expect({ status, code: body.code }).toEqual({ status: 422, code: 'MODEL_INVALID' });
        expect((body.errors as { path: string }[])[0]?.path).toMatch(/^model\./);
      }
      await expect(other.tuning.exportModel(AGENT)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
      await other.tuning.setPolicy(AGENT, { lock: allBut('ratePerSec') });
      await other.tuning.importModel(AGENT, exported);
      const one = await fleet.startOptimizer();
      await findLeader(empty);
      await untilStepped(empty);
      await one.kill('SIGTERM');
      const again = TunerModel.parse((await other.tuning.exportModel(AGENT)).model);
      expect(again.learning?.knobs).toEqual(model.learning?.knobs);
      expect(again.learning?.settings).toEqual(model.learning?.settings);
      expect(again.learning?.counts).toEqual(model.learning?.counts);
      const from = Math.ceil(Math.max(model.learning?.observedAt ?? 0, model.learning?.decidedAt ?? 0)) + 1;
      const decisions = decideNext(model, from);
      expect(decideNext(again, from)).toEqual(decisions);
      const rates = new Set(decisions.map((decision) => JSON.stringify(decision)));
      measure('different decisions among 100', rates.size);
      expect(rates.size).toBeGreaterThan(3);
      await other.tuning.setPolicy(AGENT, { mode: 'live' });
      await fleet.startOptimizer();
      const before = service().callsOf(AGENT).length;
      const gentle = await startWork({ client: other, url: service().url }, AGENT, 2, [{ plan: '200' }]);
      // What it kept of itself is what counts for a leader, until it has acted on the agent once.
      const heard = await until(async () => {
        const { figures, items } = await other.fleet.agents();
        return items.some(({ name, figures: own }) => name === AGENT && (own?.attempts ?? 0) > 0)
          ? figures
          : null;
      });
      const isAtWork = ({ state }: AgentTuningView) =>
        Date.parse(state?.at ?? '') > Date.parse(heard?.at ?? '');
      await untilTuning(other, AGENT, isAtWork, 'the empty fleet to be tuned');
      await other.tuning.importModel(AGENT, exported);
      const moved = await untilTuning(
        other,
        AGENT,
        (view) => view.published?.settings.ratePerSec !== undefined,
        'the rate that was learned elsewhere',
      );
      await gentle.stop();
      expect(moved.published?.settings.ratePerSec).toBe(rate);
      expect(
        service()
          .callsOf(AGENT)
          .slice(before)
          .filter(({ end }) => end === 429),
      ).toEqual([]);
      measure(
        'rate that was learned, and that is in force elsewhere',
        `${rate} and ${moved.published?.settings.ratePerSec}`,
      );
    } finally {
      await empty.stop();
    }
  },
  300_000,
);
