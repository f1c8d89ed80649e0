import { describe, expect, it } from '@jest/globals';
import { confirmToken, isFresh } from './confirm-token.ts';

const NEVER = new AbortController().signal;
const held = () => ({ runId: 'r0-x', unit: 'a', token: 7, tokenSince: 0 });

/** A store whose answers take as long as told, and say this token is the holder's. */
function createStore(tokens: readonly number[], tookMs: readonly number[]) {
  let now = 0;
  let asked = 0;
  const isHeld = async (_: string, __: string, token: number) => {
    now += tookMs[asked] ?? 0;
    return token === (tokens[asked++] ?? tokens.at(-1));
  };
  return { runs: { isHeld }, now: () => now, asked: () => asked };
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
    const isHeld = async (runId: string, unit: string, token: number) => {
      execution.token = 8;
      return store.runs.isHeld(runId, unit, token);
    };
    expect(await confirmToken({ isHeld }, execution, NEVER, store.now)).toBe(true);
  });
});
