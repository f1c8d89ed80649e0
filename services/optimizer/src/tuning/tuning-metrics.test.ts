import type { ExperimentDocument } from '@ag06/contracts/tuning';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { AgentTrial } from '../experiments/agent-trial.ts';
import { TunedAgent } from './tuned-agent.ts';
import { TuningMetrics } from './tuning-metrics.ts';

const DOCUMENT: ExperimentDocument = {
  agent: 'x.a',
  arms: [{}, { timeoutMs: 9 }],
  assignment: 'run',
  metric: 'success',
  alpha: 0.02,
  blockSeconds: 30,
  promote: 'person',
  reason: '',
  startedAt: 1,
  by: 'operator',
  status: 'running',
};

it('TuningMetrics tells modes and experiments of agents that can be looked through once, and nothing after its term', () => {
  const agent = new TunedAgent('x.a');
  const facts = { own: {}, static: {}, bounds: {}, objective: {}, locks: [], lent: [] };
  agent.plan = { mode: 'live', ...facts };
  agent.trial = new AgentTrial({ id: 'x-0123456789abcdef', document: DOCUMENT });
  const book = createMetricBook();
  const metrics = new TuningMetrics(book);
  metrics.observe(new Map([['x.a', agent]]).values(), 10_000);
  expect(book.tuningMode.points()).toMatchObject([{ value: 1, attributes: { agent: 'x.a', mode: 'live' } }]);
  expect(book.experimentRunning.points()).toMatchObject([{ value: 1, attributes: { assignment: 'run' } }]);
  expect(book.experimentObservations.points()).toMatchObject([{ value: 0 }]);
  agent.trial.isPaused = true;
  metrics.observe(new Map([['x.a', agent]]).values(), 20_000);
  expect(book.experimentRunning.points()).toMatchObject([{ value: 0 }]);
  metrics.follow();
  expect(book.experimentRunning.points()).toEqual([]);
});
