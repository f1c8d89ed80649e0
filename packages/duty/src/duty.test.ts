/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Duty, type DutyOptions } from './duty.ts';

const EVERY_MS = 100;
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.restoreAllMocks().useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

function create(act: DutyOptions['act'], options: Partial<DutyOptions> = {}) {
  const errors: string[] = [];
  const onError = ({ message }: Error, duty: string) => void errors.push(`${duty}: ${message}`);
  const duty = new Duty({ name: 'test', everyMs: EVERY_MS, act, onError, ...options });
  return { duty, errors };
}

/** A duty whose turns end when the test says so. */
function createHeld() {
  const ends: (() => void)[] = [];
  const act = jest.fn((_signal: AbortSignal) => new Promise<void>((resolve) => void ends.push(resolve)));
  return { ...create(act), act, end: () => ends.shift()?.() };
}

describe('a duty', () => {
  it('takes a turn at its start, and then one after each wait', async () => {
    const act = jest.fn(() => {});
    const { duty } = create(act);
    duty.start();
    expect(act).toHaveBeenCalledTimes(0);
    await pass(0);
    expect(act).toHaveBeenCalledTimes(1);
    await pass(EVERY_MS - 1);
    expect(act).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('takes its first turn later if it is told to', async () => {
    const act = jest.fn(() => {});
    create(act).duty.start(EVERY_MS);
    await pass(EVERY_MS - 1);
    expect(act).toHaveBeenCalledTimes(0);
    await pass(1);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('waits for the end of a turn before it counts the time to the next', async () => {
    const { duty, act, end } = createHeld();
    duty.start();
    await pass(10 * EVERY_MS);
    expect(act).toHaveBeenCalledTimes(1);
    end();
    await pass(EVERY_MS - 1);
    expect(act).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('takes the next turn at once while there is more', async () => {
    let left = 3;
    const act = jest.fn(() => (--left > 0 ? 'more' : undefined));
    create(act).duty.start();
    await pass(EVERY_MS - 1);
    expect(act).toHaveBeenCalledTimes(3);
  });

  it('waits less by its jitter', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const act = jest.fn(() => {});
    create(act, { jitter: 0.2 }).duty.start();
    await pass(0.9 * EVERY_MS - 1);
    expect(act).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('starts once, however often it is told', async () => {
    const act = jest.fn(() => {});
    const { duty } = create(act);
    for (let i = 0; i < 3; i++) duty.start();
    await pass(EVERY_MS);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('lets others wait for the end of a turn, or of the duty', async () => {
    const { duty, end } = createHeld();
    const told: string[] = [];
    const wait = (name: string) => duty.turned().then(() => told.push(name));
    duty.start();
    void wait('first');
    await pass(0);
    void wait('at hand');
    await pass(EVERY_MS);
    expect(told).toEqual([]);
    end();
    await pass(0);
    expect(told).toEqual(['first', 'at hand']);
    void wait('stopped');
    await duty.stop();
    await pass(0);
    expect(told).toEqual(['first', 'at hand', 'stopped']);
  });

  it('tells when it last turned, and when it last succeeded', async () => {
    let isFailing = false;
    const { duty } = create(() => {
      if (isFailing) throw new Error('no');
    });
    expect([duty.turnedAt, duty.succeededAt]).toEqual([-Infinity, -Infinity]);
    const startedAt = performance.now();
    duty.start(EVERY_MS);
    expect([duty.turnedAt - startedAt, duty.succeededAt]).toEqual([0, -Infinity]);
    await pass(EVERY_MS);
    isFailing = true;
    await pass(EVERY_MS);
    expect([duty.turnedAt - startedAt, duty.succeededAt - startedAt]).toEqual([2 * EVERY_MS, EVERY_MS]);
  });
});

describe('asked for a turn soon', () => {
  it('takes one turn now for many requests', async () => {
    const act = jest.fn(() => {});
    const { duty } = create(act);
    duty.start();
    await pass(EVERY_MS / 2);
    for (let i = 0; i < 5; i++) duty.soon();
    await pass(0);
    expect(act).toHaveBeenCalledTimes(2);
    await pass(EVERY_MS - 1);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('takes one turn right after the one at hand', async () => {
    const { duty, act, end } = createHeld();
    duty.start();
    await pass(0);
    for (let i = 0; i < 5; i++) duty.soon();
    expect(act).toHaveBeenCalledTimes(1);
    end();
    await pass(0);
    expect(act).toHaveBeenCalledTimes(2);
    end();
    await pass(EVERY_MS - 1);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('takes another turn if the work itself asks before its first wait', async () => {
    let turns = 0;
    const { duty } = create(() => {
      if (++turns < 3) duty.soon();
    });
    duty.start();
    await pass(2);
    expect(turns).toBe(3);
  });

  it('is not kept from its turn by those who go on asking', async () => {
    const act = jest.fn(() => {});
    const { duty } = create(act);
    duty.start();
    await pass(0);
    for (let i = 0; i < 5; i++) {
      setTimeout(() => duty.soon(), i);
      setTimeout(() => duty.soon(), i);
    }
    await pass(5);
    expect(act.mock.calls.length).toBeGreaterThanOrEqual(3);
  });

  it('takes none before its start and after its stop', async () => {
    const act = jest.fn(() => {});
    const { duty } = create(act);
    duty.soon();
    await pass(0);
    duty.start();
    await duty.stop();
    duty.soon();
    await pass(EVERY_MS);
    expect(act).toHaveBeenCalledTimes(0);
  });
});

describe('a turn that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('because the work %s is told once a second, and followed by the next', async (_how, fail) => {
    const act = jest.fn(fail);
    const { duty, errors } = create(act);
    duty.start();
    await pass(999);
    expect([act.mock.calls.length, errors]).toEqual([10, ['test: no']]);
    await pass(1);
    expect(errors).toEqual(['test: no', 'test: no']);
  });

  it('is told as an error whatever was thrown', async () => {
    const { duty, errors } = create(() => Promise.reject('a text'));
    duty.start();
    await pass(0);
    expect(errors).toEqual(['test: a text']);
  });
});

describe('stopped', () => {
  it('waits for the turn at hand and takes no other', async () => {
    const { duty, act, end } = createHeld();
    duty.start();
    await pass(0);
    duty.soon();
    let hasStopped = false;
    const stopped = duty.stop().then((hasEnded) => {
      hasStopped = true;
      return hasEnded;
    });
    await pass(EVERY_MS);
    expect(hasStopped).toBe(false);
    end();
    expect(await stopped).toBe(true);
    await pass(EVERY_MS);
    expect(act).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends a long turn by its signal, which is no failure', async () => {
    const { duty, errors } = create(
      (signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    duty.start();
    await pass(0);
    expect(await duty.stop()).toBe(true);
    expect(errors).toEqual([]);
  });

  it('tells what else fails while it stops', async () => {
    const { duty, errors } = create(
      (signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('the store is away'))),
        ),
    );
    duty.start();
    await pass(0);
    await duty.stop();
    expect(errors).toEqual(['test: the store is away']);
  });

  it('gives up in time on a turn that never ends, and tells so', async () => {
    const { duty } = createHeld();
    duty.start();
    await pass(0);
    const stopped = Promise.all([duty.stop(1_000), duty.stop(2_000)]);
    await pass(2_000);
    expect(await stopped).toEqual([false, false]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('may be stopped before its start and twice', async () => {
    const { duty } = create(() => {});
    expect(await duty.stop()).toBe(true);
    duty.start();
    await pass(0);
    expect(await Promise.all([duty.stop(), duty.stop()])).toEqual([true, true]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('takes no turn if it is stopped between its timer and its work', async () => {
    const act = jest.fn(() => {});
    const { duty } = create(act);
    duty.start();
    jest.advanceTimersByTime(0);
    expect(await duty.stop()).toBe(true);
    expect(act).toHaveBeenCalledTimes(0);
    expect(duty.succeededAt).toBe(-Infinity);
  });

  it('started again, waits for a turn that an earlier stop left behind, and goes on at its end', async () => {
    const { duty, act, end } = createHeld();
    duty.start();
    await pass(0);
    void duty.stop();
    duty.start();
    await pass(10 * EVERY_MS);
    expect(act).toHaveBeenCalledTimes(1);
    end();
    await pass(0);
    expect(act).toHaveBeenCalledTimes(2);
    expect(act.mock.calls.map(([signal]) => signal.aborted)).toEqual([true, false]);
  });
});
