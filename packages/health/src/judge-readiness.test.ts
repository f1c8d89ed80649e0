import { describe, expect, it } from '@jest/globals';
import { findStuckDuties, judgeDispatcher, judgeOptimizer, judgeWorker } from './judge-readiness.ts';

const PROGRESS = {
  isStoreUp: true,
  sinceProgressMs: 300,
  store: { ageMs: 900, isFull: false },
  broker: { ageMs: 900 },
};

describe('a dispatcher', () => {
  it('is ready while it achieves something', () => {
    expect(judgeDispatcher(PROGRESS)).toEqual({ status: 'ready', reasons: [] });
  });

  it.each([
    ['STORE_SILENT', { isStoreUp: false }],
    ['STORE_SILENT', { store: { ageMs: 3_600, isFull: false } }],
    ['STORE_FULL', { store: { ageMs: 0, isFull: true } }],
    ['BROKER_SILENT', { broker: { ageMs: 4_600 } }],
    ['DUTY_LATE', { sinceProgressMs: Number.POSITIVE_INFINITY }],
  ])('is not ready: %s', (code, change) => {
    const { status, reasons } = judgeDispatcher({ ...PROGRESS, ...change });
    expect({ status, codes: reasons.map((reason) => reason.code) }).toEqual({
      status: 'not-ready',
      codes: [code],
    });
  });
});

describe('a worker', () => {
  const waiting = { results: 3, bytes: 4_000, maxBytes: 5_000, oldestMs: 900, isFull: false };
  const progress = {
    waiting,
    sinceHeartbeatMs: 5_000,
    isDraining: false,
    consumers: [{ agent: 'a', sinceProgressMs: 10_000 }],
  };
  it('is ready while its heartbeat is taken and its queues answer', () => {
    expect(judgeWorker(progress).status).toBe('ready');
  });

  it.each([
    ['HEARTBEAT_LATE', { sinceHeartbeatMs: 15_001 }],
    ['CONSUMER_STUCK', { consumers: [...progress.consumers, { agent: 'b', sinceProgressMs: 30_001 }] }],
    ['RESULTS_WAIT', { waiting: { ...waiting, oldestMs: 5_001 } }],
    ['RESULTS_WAIT', { waiting: { ...waiting, isFull: true } }],
    ['WORKER_DRAINING', { isDraining: true, sinceHeartbeatMs: 60_000 }],
  ])('is not ready: %s', (code, change) => {
    const { status, reasons } = judgeWorker({ ...progress, ...change });
    expect({ status, codes: reasons.map((reason) => reason.code) }).toEqual({
      status: 'not-ready',
      codes: [code],
    });
  });
});

describe('an optimizer', () => {
  const progress = { sinceSoughtMs: 1_000, sinceSteppedMs: 1_000 };
  it('is ready while it knows whether it leads, and gets on', () => {
    expect(judgeOptimizer(progress)).toEqual({ status: 'ready', reasons: [] });
  });

  it.each([
    ['LEADERSHIP_LATE', { sinceSoughtMs: 15_001 }],
    ['OPTIMIZER_STUCK', { sinceSteppedMs: Number.POSITIVE_INFINITY }],
  ])('is not ready: %s', (code, change) => {
    const { status, reasons } = judgeOptimizer({ ...progress, ...change });
    expect({ status, codes: reasons.map((reason) => reason.code) }).toEqual({
      status: 'not-ready',
      codes: [code],
    });
  });
});

describe('a duty that hangs', () => {
  const duties = [
    { name: 'hangs', sinceTurnMs: 120_001 },
    { name: 'turns', sinceTurnMs: 500 },
  ];
  it('is stuck if the store has answered all the while', () => {
    expect(findStuckDuties(duties, 120_000)).toEqual(['hangs']);
  });

  it('waits for a store that was away', () => {
    expect(findStuckDuties(duties, 119_999)).toEqual([]);
  });
});
