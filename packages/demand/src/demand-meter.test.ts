import type { WorkerRecord } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import { DemandMeter } from './demand-meter.ts';

const AGENT = 'text.analyse';

const worker = (id: string, ended: number, more: Partial<WorkerRecord> = {}, running = 0): WorkerRecord => ({
  id,
  host: 'h',
  pid: 1,
  agents: [AGENT],
  startedAt: 0,
  seenAt: 0,
  work: { [AGENT]: { ended, busyMs: 200 * ended, running, slots: 10 } },
  ...more,
});

interface Look {
  readonly waiting?: number;
  readonly workers?: readonly WorkerRecord[];
}

/** One look every 5 s. */
function measure(looks: readonly Look[]) {
  const meter = new DemandMeter();
  const demands = looks.map(({ waiting = 0, workers = [] }, i) =>
    meter
      .take({
        at: 5_000 * i,
        agents: [AGENT],
        counts: new Map([[AGENT, { waiting, active: 0, delayed: 0 }]]),
        waits: new Map([[AGENT, 700]]),
        workers,
      })
      .get(AGENT),
  );
  return demands.at(-1);
}

describe('The demand for an agent', () => {
  it('has no rates at the first reading, whatever the workers did before', () => {
    const demand = measure([{ waiting: 3, workers: [worker('a', 1_000)] }]);
    expect(demand).toMatchObject({ waiting: 3, oldestMs: 700, ready: 1, slots: 10, slotsEach: 10 });
    expect(demand).toMatchObject({
      arrivalsPerSec: undefined,
      completionsPerSec: undefined,
      serviceMs: undefined,
    });
  });

  it('counts as arrivals what ended, and what the backlog grew by', () => {
    const demand = measure([
      { waiting: 0, workers: [worker('a', 100)] },
      { waiting: 40, workers: [worker('a', 150, {}, 10)] },
    ]);
    expect(demand).toMatchObject({ arrivalsPerSec: 20, completionsPerSec: 10, serviceMs: 200, running: 10 });
  });

  it('knows what a worker had done that is gone, and all that a new one has', () => {
    const demand = measure([
      { workers: [worker('a', 100)] },
      { workers: [worker('a', 150), worker('b', 30)] },
      { workers: [worker('b', 60)] },
    ]);
    expect(demand).toMatchObject({ completionsPerSec: 11, ready: 1 });
  });

  it('remembers slots and service time when no worker is left', () => {
    const demand = measure([{ workers: [worker('a', 0)] }, { workers: [worker('a', 50)] }, { waiting: 1 }]);
    expect(demand).toMatchObject({ ready: 0, slots: 0, slotsEach: 10, serviceMs: 200, waiting: 1 });
  });

  it('counts no slots of a worker that drains, but what it runs', () => {
    const demand = measure([{ workers: [worker('a', 0), worker('b', 0, { isDraining: true }, 4)] }]);
    expect(demand).toMatchObject({ ready: 1, draining: 1, slots: 10, running: 4 });
  });

  it('takes as running what is in hand of the queue, until the workers tell more', () => {
    const counts = new Map([[AGENT, { waiting: 0, active: 7, delayed: 0 }]]);
    const reading = { at: 0, agents: [AGENT], counts, waits: new Map() };
    const running = (told: number) =>
      new DemandMeter().take({ ...reading, workers: [worker('a', 0, {}, told)] }).get(AGENT)?.running;
    expect([running(0), running(9)]).toEqual([7, 9]);
  });

  it('counts an activation whose delay is over as waiting, because only a worker would move it', () => {
    const counts = new Map([[AGENT, { waiting: 0, active: 0, delayed: 5, due: 2 }]]);
    const reading = { at: 0, agents: [AGENT], counts, waits: new Map(), workers: [] };
    expect(new DemandMeter().take(reading).get(AGENT)).toMatchObject({ waiting: 2, delayed: 3 });
  });

  it('rises where arrivals rise from look to look, and does not where they vary', () => {
    const rising = Array.from({ length: 14 }, (_, i) => ({ workers: [worker('a', 5 * i * i)] }));
    expect(measure(rising)?.trendPerSec).toBeCloseTo(0.4, 5);
    const varying = Array.from({ length: 14 }, (_, i) => ({ workers: [worker('a', 50 * i + (i % 3))] }));
    expect(measure(varying)?.trendPerSec).toBe(0);
  });

  it('counts nothing of what a worker had done long before it is seen again', () => {
    const silent = worker('a', 1_000_000, { startedAt: 0, seenAt: 3_600_000 });
    const later = worker('a', 1_000_050, { startedAt: 0, seenAt: 3_605_000 });
    expect(measure([{}, { workers: [silent] }, { workers: [later] }])?.completionsPerSec).toBe(5);
  });

  it('counts slots that a service has made a worker hold back, so that no more workers ask a service that refuses', () => {
    const work = { [AGENT]: { ended: 0, busyMs: 0, running: 1, slots: 1 } };
    const slotsEach = (because: string) => {
      const heldBack = { [AGENT]: { limit: 1, published: 50, because: [because] } };
      return measure([{ workers: [worker('a', 0, { work, heldBack })] }])?.slotsEach;
    };
    expect([slotsEach('rate'), slotsEach('latency'), slotsEach('memory')]).toEqual([50, 50, 1]);
  });

  it('reads slots of workers of an earlier release from their own settings', () => {
    const { work: _, ...old } = worker('a', 0);
    expect(measure([{ workers: [{ ...old, declared: { [AGENT]: { concurrency: 7 } } }] }])).toMatchObject({
      slots: 7,
      running: 0,
    });
  });
});
