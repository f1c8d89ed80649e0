import { describe, expect, test } from '@jest/globals';
import { runWithTimeout } from './run-with-timeout.ts';

const never = () => new Promise<never>(() => undefined);
const LONG_MS = 60_000;
const open = () => new AbortController().signal;

/** Rejects as soon as its signal aborts: the race that the policy might lose. */
const obedient = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new Error('aborted'))),
  );

describe.each([
  ['without a time-out', undefined],
  ['within a time-out', LONG_MS],
])('a call %s', (_name, timeoutMs) => {
  test('gives its value', async () => {
    expect(await runWithTimeout(timeoutMs, open(), () => 7)).toEqual({ status: 'done', value: 7 });
    expect(await runWithTimeout(timeoutMs, open(), async () => 8)).toEqual({ status: 'done', value: 8 });
  });

  test('rejects with what it throws, at once or later', async () => {
    const error = new Error('own');
    const throwing = () => {
      throw error;
    };
    await expect(runWithTimeout(timeoutMs, open(), throwing)).rejects.toBe(error);
    await expect(runWithTimeout(timeoutMs, open(), async () => throwing())).rejects.toBe(error);
  });

  test.each([
    ['ignores', never],
    ['obeys', obedient],
  ])('that %s an abort ends as aborted', async (_how, fn) => {
    const controller = new AbortController();
    let inner: AbortSignal | undefined;
    const result = runWithTimeout(timeoutMs, controller.signal, (signal) => {
      inner = signal;
      return fn(signal);
    });
    controller.abort();
    expect(await result).toEqual({ status: 'aborted' });
    expect(inner?.aborted).toBe(true);
  });

  test('is not begun when the signal has aborted already', async () => {
    let isCalled = false;
    const result = await runWithTimeout(timeoutMs, AbortSignal.abort(), () => {
      isCalled = true;
    });
    expect(result).toEqual({ status: 'aborted' });
    expect(isCalled).toBe(false);
  });
});

describe('a time-out', () => {
  test.each([
    ['ignores', never],
    ['obeys', obedient],
  ])('ends a call that %s its signal', async (_how, fn) => {
    let inner: AbortSignal | undefined;
    const result = await runWithTimeout(1, open(), (signal) => {
      inner = signal;
      return fn(signal);
    });
    expect(result).toEqual({ status: 'timed_out' });
    expect(inner?.aborted).toBe(true);
  });

  test('reports a rejection that comes after the call was given up, once', async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const late = Promise.withResolvers<unknown>();
    const result = await runWithTimeout(1, open(), () => promise, { onLateRejection: late.resolve });
    expect(result).toEqual({ status: 'timed_out' });
    const error = new Error('late');
    reject(error);
    expect(await late.promise).toBe(error);
  });

  test('beyond what a timer can hold does not fire at once', async () => {
    const turns = new Promise((resolve) => setTimeout(resolve, 5, 'kept its time'));
    expect(await runWithTimeout(30 * 86_400_000, open(), () => turns)).toEqual({
      status: 'done',
      value: 'kept its time',
    });
  });
});
