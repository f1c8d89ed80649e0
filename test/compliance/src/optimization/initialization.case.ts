import type { TuningModelView } from '@ag06/client';
import { until } from '@ag06/test-support';
import { TunerModel } from '@ag06/tuning';
import { expect } from '@jest/globals';
import { proveCase } from '../proof/prove-case.ts';
import { allBut, PATIENCE_MS, startWork, untilTuning, useTunedFleet } from './use-tuned-fleet.ts';

const { proof, client, service, leader } = useTunedFleet({ workers: 2, optimizers: 2, perSecond: 20 });

/** From how many attempts a model has learned. */
function learnedOf(model: TuningModelView['model'] | undefined): number {
  const { learning } = TunerModel.parse(model);
  const rows = learning?.counts.byPriority ?? [];
  return rows.reduce((sum, [, counts]) => sum + counts.reduce((all, one) => all + one, 0), 0);
}

proveCase(
  46,
  'Optimizers start in shadow: one of two leads, says what it would do and publishes nothing; wrong settings and policies are refused by name, all at once, and change nothing; killed by SIGKILL, its successor goes on with the counts, the decisions and what was learned.',
  async (measure) => {
    const agent = 'tuned.shadowed';
    const { fleet } = proof();
    const wrong = { AG06_OPTIMIZER_MODE: 'wild', AG06_OPTIMIZER_BOOT: 'soon' };
    const refusal = await fleet.startOptimizer(wrong).then(
      () => 'it started',
      (error: unknown) => String(error),
    );
    expect(refusal).toMatch(/AG06_OPTIMIZER_MODE/);
    expect(refusal).toMatch(/AG06_OPTIMIZER_BOOT/);
    expect(refusal).toMatch(/off.*shadow.*canary.*live/);
    for (const one of fleet.optimizers)
      expect((await one.waitForLine(/"mode":"(\w+)".*optimizer ready/))[1]).toBe('shadow');
    const first = await leader();
    const begun = await untilTuning(
      client(),
      agent,
      ({ published }) => published !== null,
      'a first document',
    );
    expect(begun.published).toMatchObject({ by: first.id, settings: {}, static: { concurrency: 10 } });
    const policies: readonly [change: object, path: string][] = [
      [{ mode: 'wild' }, 'mode'],
      [{ bounds: { concurrency: { min: 9, max: 1 } } }, 'bounds.concurrency'],
      [{ bounds: { concurrency: { min: 1, max: 1e9 } } }, 'bounds.concurrency.max'],
      [{ lock: ['speed'] }, 'lock.0'],
      [{ mode: 'live', objective: { classes: [{ deadlineS: -1 }] } }, 'objective.classes.0.deadlineS'],
    ];
    for (const [change, path] of policies) {
      const { status, body } = await fleet.call('PUT', `/v1/tuning/${agent}/policy`, change);
      expect({ status, code: body.code }).toEqual({ status: 422, code: 'TUNING_INVALID' });
      const [error] = body.errors as { path: string; expected: string }[];
      expect(error?.path).toBe(path);
      expect(error?.expected).not.toBe('');
    }
    expect((await client().tuning.show(agent)).policy).toMatchObject({ mode: null, bounds: null, locks: [] });
    await client().tuning.setPolicy(agent, { lock: allBut('ratePerSec') });
    const load = await startWork({ client: client(), url: service().url }, agent, 60, [{ plan: 'limit' }]);
    const decided = await untilTuning(client(), agent, ({ last }) => last !== null, 'a decision');
    expect(decided.state?.mode).toBe('shadow');
    expect(decided.last).toMatchObject({
      mode: 'shadow',
      version: null,
      sentence: expect.stringMatching(/^Would do: /),
    });
    expect(decided.published?.settings).toEqual({});
    // It keeps what it knows once a minute.
    const kept = await until(
      async () => {
        const model = await client().tuning.exportModel(agent);
        return Date.parse(model.keptAt) > Date.parse(decided.last?.at ?? '') ? model : undefined;
      },
      { timeoutMs: PATIENCE_MS, everyMs: 500, message: 'what was learned to be kept' },
    );
    const called = service().callsOf(agent).length;
    const from = performance.now();
    await first.process.kill('SIGKILL');
    const next = await leader(first.fence);
    measure('another one leads after', `${Math.round(performance.now() - from)} ms`);
    expect(next.id).not.toBe(first.id);
    // Nothing that the first one still sends is taken. A leader that nobody saw may have come and gone in between.
    expect(next.fence).toBeGreaterThan(first.fence);
    await untilTuning(client(), agent, ({ state }) => state?.leader === next.id, 'the successor to tell');
    const { items } = await client().tuning.history(agent);
    expect(items).toContainEqual(decided.last);
    await load.stop();
    const counted = await until(
      async () => {
        const { items } = await client().fleet.agents();
        const attempts = items.find(({ name }) => name === agent)?.figures?.attempts ?? 0;
        return attempts >= called ? attempts : undefined;
      },
      { timeoutMs: 60_000, message: 'every attempt that had ended before to be counted' },
    );
    await next.process.kill('SIGTERM');
    const after = await client().tuning.exportModel(agent);
    expect(learnedOf(after.model)).toBeGreaterThanOrEqual(learnedOf(kept?.model));
    measure(
      'attempts that were learned from, kept and in the end',
      `${learnedOf(kept?.model)} and ${learnedOf(after.model)}`,
    );
    measure('attempts before the death, and counted in the end', `${called} and ${counted}`);
  },
  420_000,
);
