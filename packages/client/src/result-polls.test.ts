/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { createDeferred } from './deferred.ts';
import { type ResultAnswer, ResultPolls } from './result-polls.ts';

interface Asked {
  readonly runId: string;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  answer(answer: ResultAnswer): void;
  fail(error: Error): void;
}

/** The other end: answers when told to, and rejects what is given up, as `fetch` does. */
function createPolls(connections: number) {
  const asked: Asked[] = [];
  const polls = new ResultPolls({
    connections,
    ask: (runId, waitMs, signal) => {
      const { promise, resolve, reject } = createDeferred<ResultAnswer>();
      signal.addEventListener('abort', () => reject(signal.reason));
      asked.push({ runId, waitMs, signal, answer: resolve, fail: reject });
      return promise;
    },
  });
  return { polls, asked };
}

const completed = (runId: string): ResultAnswer => ({ runId, status: 'completed', output: runId });
const running = (runId: string): ResultAnswer => ({ runId, status: 'running' });

describe('waiting for results', () => {
  it('has a long request of its own for each run while there are few, and asks again when one ends without', async () => {
    const { polls, asked } = createPolls(2);
    const ends = Promise.all([polls.wait('a', undefined), polls.wait('b', undefined)]);
    await turn();
    expect(asked.map(({ runId, waitMs }) => `${runId} ${waitMs}`)).toEqual(['a 30000', 'b 30000']);
    asked[0]?.answer(running('a'));
    asked[1]?.answer(completed('b'));
    await turn();
    expect(asked.map(({ runId }) => runId)).toEqual(['a', 'b', 'a']);
    asked[2]?.answer(completed('a'));
    expect(await ends).toEqual([completed('a'), completed('b')]);
  });

  it('never has more requests under way than its limit, and runs take turns in order', async () => {
    const { polls, asked } = createPolls(3);
    const names = Array.from({ length: 100 }, (_, n) => `r${n}`);
    const ends = Promise.all(names.map((name) => polls.wait(name, undefined)));
    for (let at = 0; at < 100; at++) {
      await turn();
      expect(asked.length).toBeLessThanOrEqual(at + 3);
      expect(asked[at]).toMatchObject({ runId: names[at], waitMs: expect.any(Number) });
      asked[at]?.answer(at % 10 === 0 ? running(names[at] ?? '') : completed(names[at] ?? ''));
    }
    expect(asked[0]?.waitMs).toBe(300);
    for (let at = 100; at < 110; at++) {
      await turn();
      asked[at]?.answer(completed(asked[at]?.runId ?? ''));
    }
    expect((await ends).map(({ runId }) => runId)).toEqual(names);
    expect(asked).toHaveLength(110);
  });

  it('asks once for a run that is waited for many times', async () => {
    const { polls, asked } = createPolls(2);
    const ends = [1, 2, 3].map(() => polls.wait('a', undefined));
    await turn();
    asked[0]?.answer(completed('a'));
    expect(await Promise.all(ends)).toHaveLength(3);
    expect(asked).toHaveLength(1);
  });

  it('cuts long turns short when more runs come than there are requests', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    try {
      const { polls, asked } = createPolls(1);
      const first = polls.wait('slow', undefined);
      await turn();
      const second = polls.wait('quick', undefined);
      await turn();
      expect(asked).toHaveLength(1);
      await jest.advanceTimersByTimeAsync(5_000);
      await turn();
      expect(asked.map(({ runId, waitMs }) => `${runId} ${waitMs}`)).toEqual(['slow 30000', 'quick 5000']);
      asked[1]?.answer(completed('quick'));
      await second;
      await turn();
      asked[2]?.answer(completed('slow'));
      expect(await first).toEqual(completed('slow'));
    } finally {
      jest.useRealTimers();
    }
  });

  it('rejects for a caller that aborts, and aborts the request when no caller is left', async () => {
    const { polls, asked } = createPolls(1);
    const [leaving, staying] = [new AbortController(), new AbortController()];
    const left = polls.wait('a', leaving.signal);
    const stayed = polls.wait('a', staying.signal);
    const other = polls.wait('b', undefined);
    await turn();
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(asked[0]?.signal.aborted).toBe(false);
    staying.abort(new Error('left too'));
    await expect(stayed).rejects.toThrow('left too');
    await turn();
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[1]?.answer(completed('b'));
    expect(await other).toEqual(completed('b'));
    await expect(polls.wait('c', AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
    expect(asked).toHaveLength(2);
  });

  it('rejects for the callers that wait for a run whose request failed, and for no others', async () => {
    const { polls, asked } = createPolls(1);
    const bad = polls.wait('bad', undefined);
    const good = polls.wait('good', undefined);
    await turn();
    asked[0]?.fail(new Error('RUN_UNKNOWN'));
    await expect(bad).rejects.toThrow('RUN_UNKNOWN');
    await turn();
    asked[1]?.answer(completed('good'));
    expect(await good).toEqual(completed('good'));
  });
});
