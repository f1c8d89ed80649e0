import { describe, expect, it } from '@jest/globals';
import type { Objective } from '../objective.ts';
import { DECISIONS_KEPT, DecisionLog } from './decision-log.ts';
import { explainDecision } from './explain-decision.ts';
import { ValueMeter } from './value-meter.ts';

const OBJECTIVE: Objective = {
  attemptCost: 0.5,
  replicaCostPerSec: 0.25,
  classes: [
    {
      priority: 'normal',
      size: 1,
      deadlineS: 10,
      onTimeValue: 4,
      latePenalty: 1,
      lostPenalty: 3,
      lateValue: 2,
    },
  ],
};
const job = (ok: boolean, onTime: boolean) => ({
  jobId: 'j',
  priority: 'normal',
  size: 1,
  ok,
  onTime,
  latencyMs: 1,
  attempts: 1,
});
const CHANGE = {
  version: 2,
  reason: 'ACCEPT' as const,
  from: { concurrency: 12 },
  to: { concurrency: 15 },
  evidence: { gainPercent: 11.234 },
  prediction: { of: 'valuePerSec' as const, value: 41.5, low: 40, high: 43, seconds: 60 },
};

describe('ValueMeter', () => {
  it('counts jobs by when and whether they are done, less failed attempts and replicas', () => {
    const meter = new ValueMeter(OBJECTIVE);
    const failed = {
      ...job(false, false),
      t: 1,
      waitMs: 0,
      durMs: 1,
      outcome: 'error' as const,
      attempt: 1,
      hedge: false,
    };
    const jobs = [job(true, true), job(true, false), job(false, false)];
    meter.observe({ t: 1, dt: 1, samples: [failed], jobs, replicas: { ready: 1, starting: 1 } });
    // 4 in time, 2 - 1 late, -3 lost, -0.5 for the attempt, -0.5 for two replicas.
    expect(meter.between(0, 1)).toMatchObject({ perSecond: 1, perJob: 1 / 3, jobs: 3 });
    expect(meter.between(1, 2)).toBeUndefined();
  });
});

describe('DecisionLog', () => {
  it('notes the value of the minute before and after a decision', () => {
    const meter = new ValueMeter(OBJECTIVE);
    const log = new DecisionLog();
    for (let t = 1; t <= 130; t++) {
      meter.observe({
        t,
        dt: 1,
        samples: [],
        jobs: t <= 60 ? [job(true, true)] : [job(true, true), job(true, true)],
      });
      if (t === 60) log.add({ at: t, ...CHANGE }, meter);
      log.update(t, meter);
    }
    expect(log.decisions).toMatchObject([{ before: 4, after: 8 }]);
  });

  it('keeps the last 200 decisions', () => {
    const meter = new ValueMeter(OBJECTIVE);
    const log = new DecisionLog();
    for (let at = 0; at < 250; at++) log.add({ at, ...CHANGE }, meter);
    expect(log.decisions).toHaveLength(DECISIONS_KEPT);
    expect(log.decisions[0]?.at).toBe(50);
  });

  it('explains a decision in sentences: what, why, on what evidence, what came of it, how to undo it', () => {
    const result = { value: 41.1, seconds: 58.5, isWithin: true };
    const text = explainDecision('text.analyse', { at: 60, ...CHANGE, before: 37.6, after: 41.1, result });
    expect(text).toBe(
      'text.analyse: concurrency 12 -> 15 (v2). The trial brought more by more than chance. Evidence: gainPercent 11.2. ' +
        'Predicted 41.5 value/s (40 to 43). Measured 41.1 over 58.5 s, as predicted. ' +
        'Value 37.6/s before, 41.1/s in the minute after. ' +
        'Undo: ag06 tuning rollback text.analyse concurrency',
    );
  });
});
