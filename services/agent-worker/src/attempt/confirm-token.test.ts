import { Repeater } from '@ag06/runtime';
import { createMetricBook } from '@ag06/telemetry';
import { describe, expect, it } from '@jest/globals';
import { silentLog } from '../testing/silent-log.ts';
import { confirmToken, isFresh } from './confirm-token.ts';

const NEVER = new AbortController().signal;
const repeater = new Repeater(silentLog, createMetricBook());
const held = () => ({ runId: 'r0-x', unit: 'a', token: 7, tokenSince: 0 });

/** A store whose answers take as long as told, and say this token is the holder's. */
function createStore(tokens: readonly number[], tookMs: readonly number[]) {
  let now = 0;
  let asked = 0;
  const isHeld = async (_: string, __: string, token: number) => {
    now += tookMs[asked] ?? 0;
    return token === (tokens[asked++] ?? tokens.at(-1));
  };
  return { asked: { runs: { isHeld }, repeater, expired: NEVER }, now: () => now, count: () => asked };
}

describe('confirmToken, asked about a token', () => {
  it('that was given less than 500 ms ago, does not ask the store', () => {
    expect(isFresh(held(), 499)).toBe(true);
    expect(isFresh(held(), 500)).toBe(false);
  });

  it('that the store still knows, confirms it with one question', async () => {
    const store = createStore([7], [10]);
    expect(await confirmToken(store.asked, held(), store.now)).toBe(true);
    expect(store.count()).toBe(1);
  });

  it('asks again when the answer took a second or more, because the process or the store slept', async () => {
    const store = createStore([7, 8], [1_000, 10]);
    expect(await confirmToken(store.asked, held(), store.now)).toBe(false);
    expect(store.count()).toBe(2);
  });

  it('that a newer delivery replaced meanwhile, does not take it for lost', async () => {
    const execution = held();
    const store = createStore([8], [10]);
    const isHeld = async (runId: string, unit: string, token: number) => {
      execution.token = 8;
      return store.asked.runs.isHeld(runId, unit, token);
    };
    expect(await confirmToken({ ...store.asked, runs: { isHeld } }, execution, store.now)).toBe(true);
  });
});
