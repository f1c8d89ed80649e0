import type { WorkerRecord } from '@ag06/contracts';
import type { SharedDocument } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { ScaleBoard } from './scale-board.ts';

const AGENT = 'x.a';

const worker = (more: Partial<WorkerRecord> = {}): WorkerRecord => ({
  id: 'w-1',
  host: 'h',
  pid: 1,
  agents: [AGENT],
  startedAt: 0,
  seenAt: 0,
  work: { [AGENT]: { ended: 0, busyMs: 0, running: 0, slots: 10 } },
  ...more,
});
const document = (name: string, content: object): SharedDocument => ({
  name,
  version: 1,
  changedAt: 0,
  text: JSON.stringify(content),
});
/** Settings in force that have this number of workers. */
const published = (replicas?: number, isLearned = false) => ({
  find: (_: string, knob: 'ageingMs' | 'replicas') => (knob === 'replicas' ? replicas : undefined) as never,
  isLearned: () => isLearned,
});

function play(
  board: ScaleBoard,
  at: number,
  look: { waiting?: number; active?: number; workers?: readonly WorkerRecord[] },
  settings = published(),
  policies: readonly SharedDocument[] = [],
) {
  const { waiting = 0, active = 0, workers = [] } = look;
  const counts = new Map([[AGENT, { waiting, active, delayed: 0 }]]);
  board.take({ at, agents: [AGENT], counts, waits: new Map(), workers }, settings, policies);
}
const wantedOf = (board: ScaleBoard, asked = {}) => {
  const { workers, why } = board.find(AGENT, asked)?.want ?? {};
  return { workers, why };
};

describe('A board of how many workers each agent should have', () => {
  it('knows nothing of an agent that nobody has served or named', () => {
    expect(new ScaleBoard().find(AGENT, {})).toBeUndefined();
    expect(new ScaleBoard().readAt).toBeUndefined();
  });

  it('is not sure at its beginning while more runs than the workers can run that it has heard of, and then stops none of them', () => {
    const board = new ScaleBoard();
    const isUnsure = () => board.find(AGENT, {})?.isUnsure;
    const busy = (id: string) =>
      worker({ id, work: { [AGENT]: { ended: 0, busyMs: 0, running: 4, slots: 10 } } });
    play(board, 0, { active: 8 });
    expect(isUnsure()).toBe(true);
    play(board, 5_000, { active: 8, workers: [busy('a'), busy('b')] });
    expect(isUnsure()).toBe(false);
    expect(wantedOf(board)).toEqual({ workers: 2, why: 'cool-down' });
    play(board, 10_000, { active: 8 });
    expect(isUnsure()).toBe(false);
  });

  it('wants the last worker gone after a cool-down of nothing, and the first one back when an activation waits', () => {
    const board = new ScaleBoard();
    play(board, 0, { workers: [worker()] });
    expect(wantedOf(board, { min: 0 })).toEqual({ workers: 1, why: 'cool-down' });
    play(board, 60_001, { workers: [worker()] });
    expect(wantedOf(board, { min: 0 })).toEqual({ workers: 0, why: 'idle' });
    expect(wantedOf(board)).toEqual({ workers: 1, why: 'min' });
    play(board, 62_500, { waiting: 1 });
    expect(wantedOf(board, { min: 0 })).toEqual({ workers: 1, why: 'wake' });
  });

  it('stops no worker just after its dispatcher has started, because nobody knows what was needed before', () => {
    const board = new ScaleBoard();
    const workers = ['w-1', 'w-2', 'w-3'].map((id) => worker({ id }));
    play(board, 0, { workers });
    play(board, 30_000, { workers });
    expect(wantedOf(board)).toEqual({ workers: 3, why: 'cool-down' });
    expect(wantedOf(board, { coolDownMs: 10_000 })).toEqual({ workers: 1, why: 'min' });
  });

  it('keeps the bounds of an agent’s code when its last worker is gone; those of the request have precedence', () => {
    const board = new ScaleBoard();
    const tuning = { [AGENT]: { bounds: { replicas: { min: 0, max: 3 } } } };
    play(board, 0, { workers: [worker({ tuning })] });
    play(board, 70_000, {});
    expect(board.find(AGENT, {})?.terms).toMatchObject({ min: 0, max: 3 });
    expect(wantedOf(board)).toEqual({ workers: 0, why: 'idle' });
    expect(board.find(AGENT, { min: 2 })?.terms).toMatchObject({ min: 2, max: 3 });
    expect(board.find(AGENT, { max: 1, min: 5 })?.terms).toMatchObject({ min: 1, max: 1 });
  });

  it('has the bounds that a person has set instead of those of the agent’s code', () => {
    const board = new ScaleBoard();
    const tuning = { [AGENT]: { bounds: { replicas: { min: 2, max: 3 } } } };
    const text = JSON.stringify({ locks: {}, bounds: { replicas: { min: 0, max: 9 } } });
    const policies = [
      { ...document(AGENT, {}), text },
      { ...document('x.b', {}), text: '{' },
    ];
    play(board, 0, { workers: [worker({ tuning })] }, undefined, policies);
    expect(board.find(AGENT, {})?.terms).toMatchObject({ min: 0, max: 9 });
    play(board, 1, { workers: [worker({ tuning })] });
    expect(board.find(AGENT, {})?.terms).toMatchObject({ min: 2, max: 3 });
  });

  it('wants the number that a person has set, within the bounds, also where nothing comes', () => {
    const board = new ScaleBoard();
    play(board, 0, { waiting: 5, workers: [worker()] }, published(7));
    expect(wantedOf(board)).toEqual({ workers: 7, why: 'person' });
    expect(wantedOf(board, { max: 4 })).toEqual({ workers: 4, why: 'max' });
    play(board, 100_000, {}, published(2));
    expect(wantedOf(board, { min: 0 })).toEqual({ workers: 2, why: 'person' });
    play(board, 100_001, {});
    expect(wantedOf(board, { min: 0 })).toMatchObject({ workers: 0 });
  });

  it('wants no fewer than the optimizer’s forecast, more if the counters say so, and none for it where nothing comes', () => {
    const board = new ScaleBoard();
    const forecast = published(3, true);
    play(board, 0, { waiting: 5, workers: [worker()] }, forecast);
    expect(wantedOf(board)).toEqual({ workers: 3, why: 'optimizer' });
    play(board, 1, { waiting: 5, workers: [worker()] });
    expect(wantedOf(board)).toMatchObject({ workers: 1 });
    const busy = ['a', 'b', 'c', 'd'].map((id) =>
      worker({ id, work: { [AGENT]: { ended: 0, busyMs: 0, running: 10, slots: 10 } } }),
    );
    play(board, 2_000, { active: 40, workers: busy }, forecast);
    expect(wantedOf(board).workers).toBeGreaterThan(3);
    play(board, 200_000, {}, forecast);
    expect(wantedOf(board, { min: 0 })).toEqual({ workers: 0, why: 'idle' });
  });
});
