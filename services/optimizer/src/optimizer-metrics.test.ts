import type { FiguresReport } from '@ag06/contracts/tuning';
import { createMetricBook } from '@ag06/telemetry';
import { createTuner } from '@ag06/tuning';
import { expect, it } from '@jest/globals';
import { OptimizerMetrics } from './optimizer-metrics.ts';

function reportOf(attempts: number): FiguresReport {
  const tuner = createTuner({ agent: 'x.a', bounds: {}, static: {} });
  const samples = Array.from({ length: attempts }, (_, i) => ({
    t: 9,
    jobId: 'r',
    priority: 'normal' as const,
    size: 0,
    waitMs: 1,
    durMs: 500,
    attempt: 1,
    outcome: i % 2 === 0 ? ('ok' as const) : ('error' as const),
    hedge: false,
    configVersion: 0,
    inflightAtStart: 1,
  }));
  tuner.observe({ t: 8, samples });
  const agents = { 'x.a': { ...tuner.figures(10), inflight: 0, limit: 0 } };
  return { at: 10_000, leader: 'o-1', fence: 1, dropped: 0, unreadable: 0, agents };
}

it('OptimizerMetrics tells the figures of agents while it leads, and counts what came in its own term', () => {
  const book = createMetricBook();
  const metrics = new OptimizerMetrics(book);
  expect(book.leader.points()).toMatchObject([{ value: 0 }]);
  metrics.report(reportOf(4));
  metrics.report(reportOf(10));
  expect(book.leader.points()).toMatchObject([{ value: 1 }]);
  expect(book.agentAttempts.at('x.a').value).toBe(6);
  expect(book.samplesRead.at().value).toBe(6);
  expect(book.agentSuccess.points()).toMatchObject([{ attributes: { agent: 'x.a' }, value: 0.5 }]);
  expect(book.agentDuration.points()[0]?.value).toBeCloseTo(0.5);
  expect(book.agentThroughput.points()).toMatchObject([{ value: 5 }]);
  metrics.follow();
  expect(book.leader.points()).toMatchObject([{ value: 0 }]);
  expect(book.agentSuccess.points()).toEqual([]);
});
