import type { PauseView, QueueView, ScaleView } from '@ag06/client';
import { describe, expect, test } from '@jest/globals';
import { toQueueRows, toQueuesAnswer } from './to-queue-rows.ts';

const queue = (agent: string, of: Partial<QueueView> = {}): QueueView => ({
  agent,
  queue: `agent.${agent}`,
  waiting: 0,
  workers: 1,
  ...of,
});
const scale = (agent: string, oldestMs: number): ScaleView => ({
  agent,
  wanted: 1,
  ready: 1,
  draining: 0,
  why: 'idle',
  reason: 'Nothing waits.',
  bounds: { min: 0, max: 10 },
  waiting: 1,
  delayed: 0,
  oldestMs,
  running: 0,
  slots: 1,
  arrivalsPerSec: null,
  completionsPerSec: null,
  forecastPerSec: null,
  serviceMs: null,
  bootSeconds: 1,
  coolDownSeconds: 1,
});
const pauseOf = (name: string): PauseView => ({ of: 'agent', name, paused: true, blockedSteps: 2 });

describe('the rows of queues', () => {
  test('join each queue with its agent, what waits longest first', () => {
    const rows = toQueueRows(
      [queue('a'), queue('valueOf', { waiting: 3 }), { queue: 'ag06.signals', waiting: 0 }],
      [scale('a', 20_000), scale('valueOf', 500)],
      [pauseOf('valueOf')],
    );
    expect(rows.map((row) => [row.queue.queue, row.scale?.oldestMs, row.pause?.paused])).toEqual([
      ['agent.a', 20_000, undefined],
      ['agent.valueOf', 500, true],
      ['ag06.signals', undefined, undefined],
    ]);
  });
});

describe('the answer about queues', () => {
  const answer = (
    queues: QueueView[],
    scales: ScaleView[] = [],
    pauses: PauseView[] = [],
    fleet?: PauseView,
  ) => toQueuesAnswer(toQueueRows(queues, scales, pauses), fleet);

  test('is good when nothing waits long', () =>
    expect(answer([queue('a')])).toEqual({ tone: 'good', text: 'None of 1 queue waits longer than 10 s.' }));

  test('tells how many wait long, and how long at most', () =>
    expect(answer([queue('a'), queue('b')], [scale('a', 11_000), scale('b', 125_000)]).text).toBe(
      '2 of 2 queues wait longer than 10 s, at most 2 min 5 s.',
    ));

  test('names first what has work and no worker', () =>
    expect(answer([queue('a', { waiting: 2, workers: 0 })], [scale('a', 90_000)])).toEqual({
      tone: 'bad',
      text: '1 of 1 queue have work and no worker: a.',
    }));

  test('tells of pauses, and of the fleet above all', () => {
    expect(answer([queue('a')], [], [pauseOf('a')]).text).toContain('1 agent paused.');
    expect(answer([queue('a')], [], [], { of: 'fleet', paused: true, blockedSteps: 0 }).text).toContain(
      'whole fleet is paused',
    );
  });
});
