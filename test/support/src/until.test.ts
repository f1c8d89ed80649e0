import { describe, expect, test } from '@jest/globals';
import { toPauseMs, until } from './until.ts';

describe('until', () => {
  test('resolves with the first truthy value', async () => {
    let calls = 0;
    expect(await until(() => (++calls === 3 ? 'third' : ''), { everyMs: 1 })).toBe('third');
    expect(calls).toBe(3);
  });

  test('does not wait at all for what is already true', async () => {
    // A wait would be longer than the test may take.
    expect(await until(() => true, { everyMs: 3_600_000, timeoutMs: 3_600_000 })).toBe(true);
  });

  test('takes an error of the probe as not yet', async () => {
    let calls = 0;
    const probe = async () => {
      calls += 1;
      if (calls < 3) throw new Error('not there');
      return calls;
    };
    expect(await until(probe, { everyMs: 1 })).toBe(3);
  });

  test('rejects with the message and the last value', async () => {
    let calls = 0;
    const probe = () => {
      calls += 1;
      return null;
    };
    const waiting = until(probe, { timeoutMs: 30, everyMs: 1, message: 'the moon' });
    await expect(waiting).rejects.toThrow('Waited 30 ms for the moon; last value: null');
    expect(calls).toBeGreaterThan(1);
  });

  test('rejects with the last error as its cause', async () => {
    const error = new Error('refused');
    const waiting = until(() => Promise.reject(error), { timeoutMs: 20, everyMs: 1 });
    await expect(waiting).rejects.toMatchObject({
      message: expect.stringContaining('last error: refused'),
      cause: error,
    });
  });

  test('rejects in time when the probe itself never answers', async () => {
    const waiting = until(() => new Promise<boolean>(() => undefined), { timeoutMs: 20 });
    await expect(waiting).rejects.toThrow('the first probe did not answer');
  });

  test('does not count the time in which the process stood still', async () => {
    let looks = 0;
    const waiting = until(
      () => {
        looks += 1;
        return looks > 2;
      },
      { timeoutMs: 160, everyMs: 1 },
    );
    const over = performance.now() + 300;
    while (performance.now() < over);
    expect(await waiting).toBe(true);
  });

  test('asks soon at first, later in a long wait, and later still after a costly probe', () => {
    const soon = toPauseMs({ waitedMs: 0, probeMs: 0 });
    const long = toPauseMs({ waitedMs: 10_000, probeMs: 0 });
    const costly = toPauseMs({ waitedMs: 1_000, probeMs: 1_000 });
    expect([soon, long, costly]).toEqual([10, 200, 100]);
    expect(toPauseMs({ waitedMs: 0, probeMs: 20 })).toBe(40);
  });
});
