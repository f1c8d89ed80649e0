import { expect, it } from '@jest/globals';
import type { AgentModel } from './agent-model.ts';
import type { AgentPlan } from './agent-plan.ts';
import { AgentTuner } from './agent-tuner.ts';

const NOW = 1_800_000_000_000;
const PLAN: AgentPlan = { mode: 'live', static: { concurrency: 10 }, bounds: {}, objective: {}, locks: [] };
const SCENE = { published: undefined, inflight: 1, limit: 10, replicas: 1, queueDepth: 0 };

const begin = (more: Partial<AgentModel> = {}): AgentTuner => {
  const fresh = new AgentTuner('x.a').export();
  return new AgentTuner('x.a', {
    schema: 2,
    upto: 0,
    book: { next: 1, entries: [] },
    importedAt: 0,
    ...fresh,
    ...more,
  });
};
/** What a tuner has learned that was at work until then. */
const learnedAt = (now: number) => {
  const tuner = begin();
  tuner.plan(PLAN, now);
  tuner.decide(now);
  return tuner.export().learner;
};

it('a tuner is kept as it was until its agent has workers to go on with', () => {
  const learner = learnedAt(NOW);
  const next = begin({ learner, from: 7 });
  expect(next.export()).toMatchObject({ learner, from: 7 });
});

it('a tuner that fails begins anew, and tells what it has failed at once', () => {
  const tuner = begin();
  tuner.plan(PLAN, NOW);
  const broken = {
    ...SCENE,
    get limit(): number {
      throw new Error('rubbish');
    },
  };
  tuner.observe(NOW, 1, broken);
  expect(tuner.takeFailure()).toMatchObject({ message: 'rubbish' });
  expect(tuner.takeFailure()).toBeUndefined();
  expect(tuner.decide(NOW)).toBeUndefined();
  tuner.plan(PLAN, NOW);
  expect(tuner.decide(NOW)).toMatchObject({ version: 1, settings: { concurrency: 10 } });
});

it('a tuner forgets a model of another clock, whose time is yet to come', () => {
  const tuner = begin({ learner: learnedAt(NOW + 86_400_000) });
  tuner.plan(PLAN, NOW);
  tuner.decide(NOW);
  expect(tuner.export().learner?.learning?.decidedAt).toBe(NOW / 1_000);
});
