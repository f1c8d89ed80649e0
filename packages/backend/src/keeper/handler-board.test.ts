import { describe, expect, it } from '@jest/globals';
import { describeBlock } from './describe-block.ts';
import { HandlerBoard } from './handler-board.ts';

/** The same board as another thread sees it. */
const elsewhere = ({ names, memory }: HandlerBoard) => new HandlerBoard(names, memory);

describe('whose handlers may block the event loop', () => {
  it('is known for sure while a handler has not waited for anything yet', () => {
    const board = new HandlerBoard(['a', 'b']);
    board.enter('b');
    board.enter('a');
    const seen = board.start('a', 5_000, () => elsewhere(board).suspects());
    expect(seen).toEqual({ agents: ['a'], isSure: true, limitMs: 5_000 });
    expect(describeBlock(3_000, false, seen).message).toMatch(
      /^WORKER_BLOCKED: .* has been blocked for 3\.0 s by a handler of a; .* Move the computation/,
    );
  });

  it('is one of those that ran since the loop last turned', () => {
    const board = new HandlerBoard(['a', 'b', 'c']);
    for (const agent of ['a', 'b', 'c', 'unknown']) board.enter(agent);
    board.leave('c');
    board.forget();
    board.leave('b');
    expect(elsewhere(board).suspects()).toMatchObject({ agents: ['a', 'b'], isSure: false });
    expect(describeBlock(3_000, true, board.suspects()).message).toContain(
      'was blocked for 3.0 s while handlers of a, b ran, one of them the cause',
    );
    board.forget();
    expect(elsewhere(board).suspects().agents).toEqual(['a']);
    board.leave('a');
    board.forget();
    expect(describeBlock(3_000, true, board.suspects()).message).toContain('while no handler ran');
  });

  it('is not known after a wait: then the loop may be kept as long as the longest time-out of what runs', () => {
    const board = new HandlerBoard(['a', 'b', 'c']);
    const run = (agent: string, limitMs: number) => {
      board.enter(agent);
      board.start(agent, limitMs, () => {});
    };
    run('a', 9_000);
    board.leave('a');
    run('a', 3_000);
    run('b', 5_000);
    run('b', 4_000);
    run('c', 60_000);
    board.leave('c');
    expect(elsewhere(board).suspects()).toEqual({ agents: ['a', 'b', 'c'], isSure: false, limitMs: 5_000 });
    board.leave('b');
    board.leave('b');
    expect(elsewhere(board).suspects().limitMs).toBe(3_000);
    board.leave('a');
    expect(elsewhere(board).suspects().limitMs).toBeUndefined();
  });

  it('is remembered of a handler that has just come back from a long computation', () => {
    const board = new HandlerBoard(['a', 'b']);
    board.enter('a');
    board.enter('b');
    board.start('b', 1, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_050));
    expect(board.suspects()).toMatchObject({ agents: ['b'], isSure: true });
    board.forget();
    expect(board.suspects().isSure).toBe(false);
  });
});
