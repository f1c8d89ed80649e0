import { describe, expect, it } from '@jest/globals';
import type { Objective } from './objective.ts';
import type { Observation } from './observation.ts';
import { createTuner, type Tuner, type TunerOptions } from './tuner.ts';

const OBJECTIVE: Objective = {
  attemptCost: 0.05,
  replicaCostPerSec: 0,
  classes: [
    {
      priority: 'normal',
      size: 1,
      deadlineS: 1e6,
      onTimeValue: 1,
      latePenalty: 0,
      lostPenalty: 1,
      lateValue: 1,
    },
  ],
};

const OPTIONS: TunerOptions = {
  agent: 'text.analyse',
  bounds: { concurrency: { min: 2, max: 50 } },
  static: { concurrency: 10, timeoutMs: 30_000 },
  objective: OBJECTIVE,
  backlog: true,
};
const begin = (): Tuner => createTuner(OPTIONS);

/** A second of slots that are always busy, of which the service needs ten: fewer do less, and more only make attempts slower. */
function second(t: number, version: number, slots = 10): Observation {
  const slower = Math.max(1, slots / 10);
  const samples = Array.from({ length: 2 * Math.min(10, slots) }, (_, i) => ({
    t: t - i / 20,
    jobId: `j${t}-${i}`,
    priority: 'normal',
    size: 1,
    waitMs: 10,
    durMs: slower * (400 + 20 * (i % 10)),
    outcome: 'ok' as const,
    attempt: 1,
    hedge: false,
    configVersion: version,
    inflightAtStart: 8,
  }));
  return { t, dt: 1, configVersion: version, samples, queueDepth: 100, inflight: 8 };
}

function play(tuner: Tuner, from: number, to: number): void {
  for (let t = from; t <= to; t++) {
    tuner.observe(second(t, tuner.decide(t).version));
  }
}

describe('A tuner, told by a person', () => {
  it('tries no other concurrency while it is locked, says so, and goes on once it is unlocked', () => {
    const tuner = begin();
    tuner.lock('concurrency', { untilS: null, reason: 'load test' });
    play(tuner, 1, 60);
    expect(tuner.decide(60).settings.concurrency).toBe(10);
    expect(tuner.notDone(60)).toContainEqual({
      knob: 'concurrency',
      reason: 'LOCKED',
      text: 'locked until it is unlocked: load test',
    });
    tuner.unlock('concurrency');
    play(tuner, 61, 90);
    expect(tuner.decisions().some(({ reason }) => reason === 'PROBE')).toBe(true);
  });

  it('puts settings in force within the bounds, past locks, and searches on from there', () => {
    const tuner = begin();
    tuner.lock('concurrency', { untilS: 100, reason: 'sale' });
    tuner.set(5, { concurrency: 400, maxAttempts: 4 }, 'as in June');
    expect(tuner.decide(5)).toMatchObject({ version: 2, settings: { concurrency: 50, maxAttempts: 4 } });
    expect(tuner.decisions()).toMatchObject([
      { reason: 'APPLIED', note: 'as in June', from: { concurrency: 10 } },
    ]);
    play(tuner, 6, 50);
    expect(tuner.decide(50).settings.concurrency).toBe(50);
  });

  it('takes a setting back to what it was, the second time to the static value with a lock of an hour', () => {
    const tuner = begin();
    tuner.set(1, { concurrency: 20 }, 'more');
    tuner.set(2, { concurrency: 30 }, 'still more');
    tuner.rollBack(3, ['concurrency'], 'too slow');
    expect(tuner.decide(3).settings.concurrency).toBe(20);
    expect(tuner.locks(3)).toMatchObject([{ knob: 'concurrency', until: 303, by: 'rollback' }]);
    tuner.rollBack(4, ['concurrency'], 'too slow');
    expect(tuner.decide(4).settings.concurrency).toBe(10);
    expect(tuner.locks(4)).toMatchObject([{ until: 3_604 }]);
  });

  it('takes settings back to those that it is told, with the evidence for it; one that was not set is unset again', () => {
    const tuner = begin();
    tuner.set(1, { maxAttempts: 5 }, 'more');
    tuner.set(2, { maxAttempts: 6, breakerThreshold: 0.3 }, 'still more');
    const to = { concurrency: 10, maxAttempts: 4, timeoutMs: 30_000 };
    tuner.rollBack(3, ['maxAttempts', 'breakerThreshold'], 'worse', { to, evidence: { attempts: 60 } });
    expect(tuner.decide(3).settings).toEqual(to);
    expect(tuner.decisions().at(-1)).toMatchObject({ reason: 'ROLLBACK', evidence: { attempts: 60 } });
    tuner.rollBack(4, ['maxAttempts'], 'worse', { to });
    expect(tuner.decide(4).settings).toEqual({ concurrency: 10, timeoutMs: 30_000 });
    expect(tuner.locks(4)).toContainEqual(expect.objectContaining({ knob: 'maxAttempts', until: 3_604 }));
  });

  it('begins no trial of a setting that is held, says why, and ends one that is under way', () => {
    const tuner = begin();
    const text = 'no trial: agent b tries something';
    const held = ['concurrency', 'maxAttempts', 'breakerThreshold', 'breakerOpenMs'] as const;
    const holds = held.map((knob) => ({ knob, text }));
    let t = 0;
    const playHeld = (seconds: number) => {
      for (const end = t + seconds; t < end; t++)
        tuner.observe(second(t + 1, tuner.decide(t, holds).version));
    };
    playHeld(120);
    expect(tuner.decisions()).toEqual([]);
    expect(tuner.status(t)?.isTrying).toBe(false);
    expect(tuner.notDone(t)).toContainEqual({ knob: 'concurrency', reason: 'HOLD', text });
    while (tuner.status(t)?.isTrying !== true) tuner.observe(second(++t, tuner.decide(t).version));
    playHeld(60);
    expect(tuner.status(t)?.isTrying).toBe(false);
    expect(tuner.decide(t, holds).settings.concurrency).toBe(10);
  });

  it('says what credit a trial lacks', () => {
    const tuner = begin();
    let said = '';
    for (let t = 1; t <= 300; t++) {
      const { version, settings } = tuner.decide(t);
      tuner.observe(second(t, version, settings.concurrency));
      said ||= tuner.notDone(t).find(({ reason }) => reason === 'NO_CREDIT')?.text ?? '';
    }
    expect(said).toMatch(/^no trial: -?\d+\.\d s of credit, \d+\.\d needed$/);
  });
});

describe('A tuner that is made anew with its model', () => {
  it('begins anew from another static concurrency, under a new version', () => {
    const tuner = begin();
    tuner.set(1, { concurrency: 20, maxAttempts: 5 }, 'more');
    const again = createTuner({
      ...OPTIONS,
      static: { concurrency: 6, timeoutMs: 30_000 },
      model: tuner.export(),
    });
    expect(again.decide(2)).toMatchObject({ version: 3, settings: { concurrency: 6, maxAttempts: 5 } });
  });

  it('leaves a level that new bounds exclude, and keeps exactly the locks that it is given', () => {
    const tuner = begin();
    tuner.set(1, { concurrency: 40 }, 'more');
    tuner.lock('maxAttempts', { untilS: null, reason: 'old' });
    const bounds = { concurrency: { min: 2, max: 30 } };
    const again = createTuner({ ...OPTIONS, bounds, locks: ['replicas'], model: tuner.export() });
    expect(again.decide(2).settings.concurrency).toBe(10);
    expect(again.locks(2).map(({ knob }) => knob)).toEqual(['replicas']);
  });

  it('leaves time-outs and hedges by size that new bounds exclude', () => {
    const tuner = begin();
    tuner.set(1, { bySize: { 1: { hedgeAfterMs: 900, timeoutMs: 4_000 } } }, 'by size');
    const again = (max: number) =>
      createTuner({ ...OPTIONS, bounds: { hedgeAfterMs: { min: 1, max } }, model: tuner.export() }).decide(2)
        .settings;
    expect(again(900).bySize).toEqual({ 1: { hedgeAfterMs: 900, timeoutMs: 4_000 } });
    expect(again(800).bySize).toBeUndefined();
  });

  it('tells credit, measured and predicted value, and what another concurrency would bring', () => {
    const tuner = begin();
    tuner.lock('concurrency', { untilS: null, reason: 'test' });
    play(tuner, 1, 20);
    const status = tuner.status(20);
    expect(status?.isFrozen).toBe(false);
    expect(status?.measured).toBeCloseTo(20, 0);
    expect(status?.predicted).toBeGreaterThan(15);
    const { low = 0, high = 0 } = tuner.predict({ concurrency: 20 }) ?? {};
    expect(low).toBeLessThan(20);
    expect(high).toBeGreaterThan(30);
    expect(tuner.status(60)?.isFrozen).toBe(true);
  });
});

describe('A tuner without telemetry', () => {
  it('begins no trial that was due once nothing was observed for 15 s, says so, and goes on when it observes again', () => {
    const tuner = begin();
    tuner.lock('concurrency', { untilS: null, reason: 'test' });
    play(tuner, 1, 30);
    const [before, decisions] = [tuner.decide(30), tuner.decisions()];
    tuner.unlock('concurrency');
    const copy = createTuner({ ...OPTIONS, model: tuner.export() });
    expect(copy.decide(44).reasons).toEqual(['PROBE']);
    expect(tuner.decide(46)).toEqual({ ...before, reasons: ['FROZEN_STALE'] });
    expect(tuner.decisions()).toEqual(decisions);
    tuner.observe(second(47, before.version));
    expect(tuner.decide(47).reasons).not.toContain('FROZEN_STALE');
  });
});
