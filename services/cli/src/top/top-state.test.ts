import { describe, expect, it } from '@jest/globals';
import { findMarked, INITIAL_STATE, pressKey, type TopState } from './top-state.ts';

const IDS = ['a', 'b', 'c'];

function press(state: TopState, ...keys: readonly string[]): TopState {
  return keys.reduce((before, key) => {
    const result = pressKey(before, key, IDS);
    if (result.kind !== 'state') throw new Error(`${key}: ${result.kind}`);
    return result.state;
  }, state);
}

describe('the keys of ag06 top', () => {
  it('end it: q and Ctrl-C; a panel is closed by q, and not by Ctrl-C', () => {
    expect(pressKey(INITIAL_STATE, 'q', IDS)).toEqual({ kind: 'quit' });
    const help = press(INITIAL_STATE, '?');
    expect(help.panel).toEqual({ kind: 'help' });
    expect(press(help, 'q').panel).toEqual({ kind: 'none' });
    expect(pressKey(help, 'ctrl+c', IDS)).toEqual({ kind: 'quit' });
    expect(pressKey(help, 'ctrl+z', IDS)).toEqual({ kind: 'suspend' });
  });

  it('pause it and go on', () => {
    expect(press(INITIAL_STATE, 'p').isPaused).toBe(true);
    expect(press(INITIAL_STATE, 'p', 'p').isPaused).toBe(false);
  });

  it('mark a row, within the table', () => {
    expect(press(INITIAL_STATE, 'down', 'down').marked.runs).toEqual({ id: 'c', index: 2 });
    expect(press(INITIAL_STATE, 'end', 'down', 'up').marked.runs).toEqual({ id: 'b', index: 1 });
    expect(press(INITIAL_STATE, 'pagedown', 'home').marked.runs).toEqual({ id: 'a', index: 0 });
  });

  it('keep the marked row when others come before it, and its place when it is gone', () => {
    const { marked } = press(INITIAL_STATE, 'down');
    expect(findMarked(marked.runs, ['x', 'a', 'b'])).toBe(2);
    expect(findMarked(marked.runs, ['x', 'y', 'z'])).toBe(1);
    expect(findMarked(marked.runs, [])).toBe(0);
  });

  it('go from table to table, and sort the one that has the focus', () => {
    const state = press(INITIAL_STATE, 'tab', 's', 's');
    expect(state).toMatchObject({ focus: 'agents', sorts: { agents: 2, workers: 0, runs: 0 } });
    expect(press(state, 's', 's').sorts.agents).toBe(0);
    expect(press(state, 'tab', 'tab').focus).toBe('runs');
  });

  it('explain the marked run, and nothing of agents or of an empty table', () => {
    expect(press(INITIAL_STATE, 'down', 'return').panel).toEqual({ kind: 'explain', runId: 'b' });
    expect(press(INITIAL_STATE, 'tab', 'return').panel).toEqual({ kind: 'none' });
    expect(pressKey(INITIAL_STATE, 'return', [])).toMatchObject({ state: { panel: { kind: 'none' } } });
  });

  it('do nothing that nobody has named', () => {
    expect(press(INITIAL_STATE, 'x', 'f5', '')).toEqual(INITIAL_STATE);
  });
});
