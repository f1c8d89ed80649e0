import { until } from '@ag06/test-support';
import { MOMENTUM_DEFAULTS } from '@ag06/tuning';
import { expect } from '@jest/globals';
import { proveCase } from '../proof/prove-case.ts';
import { allBut, startWork, useTunedFleet } from './use-tuned-fleet.ts';

const WORKERS = 2;
const { client, service } = useTunedFleet({
  workers: WORKERS,
  optimizers: 2,
  concurrency: 10,
  answerMs: 150,
});

proveCase(
  51,
  'Learning goes on step by step, and each step is told: numbered without a gap, with the settings before and after, a version that only grows, and what was predicted; of what was predicted is told what came, in the history and the stream; the rate of 0.01 of an ascent is explained.',
  async (measure) => {
    const agent = 'tuned.iterated';
    await client().tuning.setPolicy(agent, {
      mode: 'live',
      objective: { classes: [{ deadlineS: null }] },
      lock: allBut('concurrency'),
    });
    const load = await startWork({ client: client(), url: service().url }, agent, 200, [{ plan: 'ok' }]);
    const items = await until(
      async () => {
        const { items: told } = await client().tuning.history(agent);
        const isMeasured = told.some(({ prediction, result }) => prediction !== null && result !== null);
        return told.length >= 2 && isMeasured ? told.toReversed() : undefined;
      },
      { timeoutMs: 300_000, everyMs: 500, message: 'two decisions, and what came of one' },
    );
    await load.stop();
    const decisions = items ?? [];
    expect(decisions.map(({ number }) => number)).toEqual(decisions.map((_, i) => i + 1));
    for (const [i, decision] of decisions.entries()) {
      const { at, version, from, to, prediction, result, sentence, reason } = decision;
      const before = decisions[i - 1];
      expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(before?.at ?? at));
      expect(version).toBeGreaterThanOrEqual(before?.version ?? 1);
      expect(sentence).toMatch(new RegExp(`^${agent}: .+\\(v${version}\\)\\.`));
      expect(reason).toMatch(/^[A-Z_]+$/);
      if (before !== undefined && 'concurrency' in to && 'concurrency' in before.to && reason !== 'ACCEPT')
        expect(from.concurrency).toBe(before.to.concurrency);
      if (prediction !== null) {
        expect(prediction.low).toBeLessThanOrEqual(prediction.value);
        expect(prediction.high).toBeGreaterThanOrEqual(prediction.value);
        expect(sentence).toContain('Predicted');
      }
      if (result !== null) expect(sentence).toContain(`${result.isWithin ? 'as' : 'not as'} predicted`);
    }
    const types = new Map<string, number[]>();
    for await (const { type, data } of client().streams.read(`tuning.${agent}`))
      types.set(type, [...(types.get(type) ?? []), (data as { number: number }).number]);
    expect(types.get('tuning.decided')?.slice(0, decisions.length)).toEqual(
      decisions.map(({ number }) => number),
    );
    const measured = decisions.filter(({ result }) => result !== null);
    for (const { number } of measured) expect(types.get('tuning.measured')).toContain(number);
    measure(
      'concurrency, step by step',
      decisions.map(({ to, reason }) => `${to.concurrency ?? 'as it is'} (${reason})`).join(', '),
    );
    measure(
      'predicted, and what came of it',
      measured
        .map(
          ({ prediction, result }) =>
            `${prediction?.low.toFixed(0)} to ${prediction?.high.toFixed(0)}: ${result?.value.toFixed(0)}`,
        )
        .join('; '),
    );
    // A percent for each percent of gradient, so that ln(6.5) / 0.01 steps lead from 10 to 65.
    expect(MOMENTUM_DEFAULTS.learningRate).toBe(0.01);
    expect(Math.log(6.5) / MOMENTUM_DEFAULTS.learningRate).toBeCloseTo(187, 0);
  },
  420_000,
);
