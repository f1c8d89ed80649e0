import type { Objective } from '@ag06/tuning';
import { describe, expect, it } from '@jest/globals';
import { explainChange } from './explain-change.ts';
import type { FleetSettings } from './fleet-settings.ts';
import type { Measure } from './measures.ts';
import type { Recording } from './recording.ts';
import { type SimulationResult, simulateChange } from './simulate-change.ts';
import { playOut } from './testing/play-out.ts';
import { recordQueue } from './testing/recorded-queue.ts';

const OBJECTIVE: Objective = {
  attemptCost: 0.1,
  replicaCostPerSec: 0.01,
  classes: [
    {
      priority: 'normal',
      size: 0,
      deadlineS: 3,
      onTimeValue: 1,
      lateValue: 0.5,
      latePenalty: 1,
      lostPenalty: 2,
    },
  ],
};
const NOW = { concurrency: 4, replicas: 1 };
const busy = recordQueue(4, 0.9, 800, 3);

const ask = (proposed: Partial<FleetSettings>, recording: Recording = busy): SimulationResult =>
  playOut(
    simulateChange({ recording, now: NOW, proposed: { ...NOW, ...proposed }, objective: OBJECTIVE, seed: 7 }),
  );

function find({ measures }: SimulationResult, name: Measure) {
  const found = measures.find(({ measure }) => measure === name);
  if (found === undefined) throw new Error(`no measure ${name}`);
  return found;
}

const codesOf = ({ caveats }: SimulationResult) => caveats.map(({ code }) => code);

const more = ask({ concurrency: 8 });

describe('simulateChange', () => {
  it('replays the settings that were in force as they were recorded', () => {
    const same = ask({});
    for (const name of ['waitMeanMs', 'waitP95Ms', 'attemptMeanMs', 'lateShare'] as const) {
      const { recorded, now, difference } = find(same, name);
      expect(Math.abs(now.value / recorded - 1)).toBeLessThan(0.02);
      expect(difference.value).toBe(0);
      expect(now.low).toBeLessThan(recorded);
      expect(now.high).toBeGreaterThan(recorded);
    }
    expect(codesOf(same)).toEqual([]);
  });

  it('gives the same answer to the same question', () => {
    expect(ask({ concurrency: 8 })).toEqual(more);
  });

  it('tells shorter waits with more slots and says that they were never seen', () => {
    expect(find(more, 'waitP95Ms').proposed.value).toBeLessThan(0.2 * find(more, 'waitP95Ms').now.value);
    expect(find(more, 'waitP95Ms').difference.value).toBeLessThan(0);
    expect(more.caveats).toMatchObject([
      {
        code: 'MORE_THAN_SEEN',
        sentence: expect.stringMatching(/^Never more than 4 ran at once: what [5-8] bring/),
      },
    ]);
  });

  it('spreads the further, the further the proposed level is from those that were seen', () => {
    const full = recordQueue(4, 1.5, 500, 4);
    const widthAt = (concurrency: number) => {
      const { low, high } = find(ask({ concurrency }, full), 'attemptMeanMs').proposed;
      return high / low;
    };
    expect(widthAt(4)).toBeLessThan(1.2);
    expect(widthAt(16)).toBeGreaterThan(2);
  });

  it('tells an overload: what is late, what is left, and a loss of value beyond doubt', () => {
    const fewer = ask({ concurrency: 3 });
    expect(find(fewer, 'lateShare').proposed.low).toBeGreaterThan(find(fewer, 'lateShare').now.value);
    expect(find(fewer, 'openShare').proposed.value).toBeGreaterThan(0.05);
    expect(find(fewer, 'netValuePerSec').difference.high).toBeLessThan(0);
  });

  it('charges for replicas', () => {
    const { now, proposed } = find(ask({ replicas: 3 }), 'replicaSeconds');
    expect(proposed.value).toBeCloseTo(3 * now.value);
  });

  it('says that the replay is off where something else made attempts wait', () => {
    const delay = (at: number) => at + 60_000;
    const jobs = busy.jobs.map((job, i) => {
      const attempts = job.attempts.map((one) => ({
        ...one,
        startedAt: delay(one.startedAt),
        endedAt: delay(one.endedAt),
      }));
      return i >= 300 && i < 500 ? { ...job, attempts } : job;
    });
    expect(codesOf(ask({}, { ...busy, jobs }))).toContain('REPLAY_IS_OFF');
  });

  it('plays steps that never began fewer times if there are many of them', () => {
    const open = recordQueue(4, 0.9, 3_000, 5).jobs.map((job) => ({
      ...job,
      arrivedAt: 1_000,
      end: 'open' as const,
      attempts: [],
    }));
    const jobs = [...busy.jobs, ...open].sort((a, b) => a.arrivedAt - b.arrivedAt);
    expect(ask({}, { ...busy, jobs }).replicates).toBeLessThan(40);
  });

  it('yields often, so that a process can do something else meanwhile', () => {
    const rounds = simulateChange({
      recording: busy,
      now: NOW,
      proposed: NOW,
      objective: OBJECTIVE,
      seed: 1,
    });
    expect([...rounds].length).toBeGreaterThan(200);
  });
});

describe('explainChange', () => {
  it('says in one sentence what a change brings', () => {
    const proposed = { ...NOW, concurrency: 8 };
    expect(explainChange(more, NOW, proposed)).toMatch(
      /^With concurrency 8 instead of 4, 95 % of attempts would begin within \d+ ms \(90 %: .* to .*\) instead of [\d.]+ s, late are .* %, and the value changes by [\d.]+ \(90 %: -?[\d.]+ to [\d.]+\) per second(, which may be none)?\.$/,
    );
  });
});
