import type { AgentListView, WindowFigures } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { toFigures } from './to-figures.ts';

const NONE = { meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null };
const OUTCOMES = { ok: 0, error: 0, timeout: 0, cancelled: 0, oom: 0, '429': 0 };
const window = (minutes: number, more: Partial<WindowFigures>): WindowFigures => ({
  minutes,
  coveredSeconds: 60 * minutes,
  attempts: 0,
  steps: 0,
  outcomes: OUTCOMES,
  successRate: null,
  duration: NONE,
  wait: NONE,
  perSecond: 0,
  ...more,
});
const agent = (name: string, inflight: number, windows: WindowFigures[]): AgentListView['items'][number] => ({
  name,
  workers: 1,
  configVersion: null,
  figures: {
    attempts: 1,
    steps: 1,
    outcomes: OUTCOMES,
    successRate: null,
    inflight,
    limit: 8,
    lastAttemptAt: null,
    windows,
  },
});
const figures = {
  at: '2026-01-02T12:00:00Z',
  ageMs: 1,
  isStale: false,
  leader: 'o',
  fence: 1,
  dropped: 0,
  unreadable: 0,
};

test('without an optimizer nothing is known', () =>
  expect(toFigures({ figures: null, items: [] })).toEqual({ is: 'none' }));

test('figures of an optimizer that leads no more are not told as of now', () => {
  const busy = agent('a.busy', 32, [window(1, { perSecond: 480 })]);
  const old = { ...figures, ageMs: 900_000, isStale: true };
  expect(toFigures({ figures: old, items: [busy] })).toEqual({ is: 'stale', leader: 'o', at: figures.at });
});

test('the figures of all agents are told together, with the causes of failures by their number', () => {
  const slow = agent('a.slow', 2, [
    window(1, { perSecond: 1.5 }),
    window(10, { wait: { ...NONE, p95Ms: 900 } }),
    window(60, { outcomes: { ...OUTCOMES, ok: 6, error: 1, '429': 2, cancelled: 5 } }),
  ]);
  const fast = agent('a.fast', 1, [
    window(1, { perSecond: 2 }),
    window(10, { wait: { ...NONE, p95Ms: 4 } }),
    window(60, { outcomes: { ...OUTCOMES, '429': 1 } }),
  ]);
  const idle = { name: 'a.idle', workers: 0, configVersion: null, figures: null };
  expect(toFigures({ figures, items: [fast, slow, idle] })).toEqual({
    is: 'present',
    perSecond: 3.5,
    inflight: 3,
    slowest: { agent: 'a.slow', p95Ms: 900 },
    successRate: 0.6,
    causes: [
      ['Refused by a service (429)', 3],
      ['Error of the handler', 1],
    ],
  });
});

test('a fleet without attempts has no rate of success and no wait', () => {
  expect(toFigures({ figures, items: [] })).toEqual({
    is: 'present',
    perSecond: 0,
    inflight: 0,
    slowest: undefined,
    successRate: undefined,
    causes: [],
  });
});
