import type { RunField } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import { confirmToken, isFresh } from './confirm-token.ts';

const NEVER = new AbortController().signal;
const held = () => ({ runId: 'r0-x', unit: 'a', token: 7, tokenSince: 0 });

/** A store whose answers take as long as told, and say this token is the holder's. */
function createStore(tokens: readonly number[], tookMs: readonly number[]) {
  let now = 0;
  let asked = 0;
  const loadFields = async () => {
    now += tookMs[asked] ?? 0;
    const token = tokens[asked++] ?? tokens.at(-1);
    return new Map<RunField, string>([['s:a', `running|1|1|0|||a.d1|1|${token}|w|0|s`]]);
  };
  return { runs: { loadFields }, now: () => now, asked: () => asked };
}

describe('a token', () => {
  it('that was given less than 500 ms ago is not asked for', () => {
    expect(isFresh(held(), 499)).toBe(true);
    expect(isFresh(held(), 500)).toBe(false);
  });

  it('that the store still knows is confirmed by one question', async () => {
    const store = createStore([7], [10]);
    expect(await confirmToken(store.runs, held(), NEVER, store.now)).toBe(true);
    expect(store.asked()).toBe(1);
  });

  it('is asked for again when the answer took a second or more: the process or the store slept', async () => {
    const store = createStore([7, 8], [1_000, 10]);
    expect(await confirmToken(store.runs, held(), NEVER, store.now)).toBe(false);
    expect(store.asked()).toBe(2);
  });

  it('that a newer delivery replaced while it was asked for is not taken for a lost one', async () => {
    const execution = held();
    const store = createStore([8], [10]);
    const loadFields = async () => {
      execution.token = 8;
      return store.runs.loadFields();
    };
    expect(await confirmToken({ loadFields }, execution, NEVER, store.now)).toBe(true);
  });
});
