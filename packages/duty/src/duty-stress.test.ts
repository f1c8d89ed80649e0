/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { createRandom, type Random } from '@ag06/test-support';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Duty } from './duty.ts';

/** After River's `startstoptest`: whatever starts and stops is told to do both at once, in any order. */
const OPERATIONS = 2_000;
const EVERY_MS = 20;
const SEEDS = [1, 2, 3, 4, 5];

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Work of every kind, which notes when it is called though it must not be. */
class Work {
  readonly offences: string[] = [];
  turns = 0;
  isRunning = false;
  readonly #random: Random;
  #atWork = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  readonly act = (signal: AbortSignal): unknown => {
    if (this.#atWork > 0) this.offences.push('two turns at once');
    if (!this.isRunning) this.offences.push('a turn after stop');
    if (signal.aborted) this.offences.push('a turn that begins aborted');
    this.turns++;
    switch (this.#random.int(8)) {
      case 0:
        throw new Error('at once');
      case 1:
        return 'more';
      case 2:
        return undefined;
      default:
        return this.#takeLong(signal);
    }
  };

  async #takeLong(signal: AbortSignal): Promise<unknown> {
    this.#atWork++;
    try {
      await pause(this.#random.int(3 * EVERY_MS));
      if (this.#random.chance(0.3)) signal.throwIfAborted();
      if (this.#random.chance(0.2)) throw new Error('late');
      return this.#random.chance(0.3) ? 'more' : undefined;
    } finally {
      this.#atWork--;
    }
  }
}

it.each(SEEDS)(
  'a duty started, stopped and asked in any order keeps its promises (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    const work = new Work(random);
    const duty = new Duty({
      name: 'stress',
      everyMs: EVERY_MS,
      jitter: 0.5,
      act: work.act,
      onError: () => {},
    });
    const stops: Promise<boolean>[] = [];
    for (let i = 0; i < OPERATIONS; i++) {
      switch (random.int(6)) {
        case 0:
        case 1:
          work.isRunning = true;
          duty.start(random.pick([0, 0, EVERY_MS]));
          break;
        case 2:
          work.isRunning = false;
          stops.push(duty.stop(random.pick([undefined, 0, 10 * EVERY_MS])));
          break;
        case 3:
          duty.soon();
          break;
        case 4:
          // Timers fire without a turn of the microtasks between them and what follows.
          jest.advanceTimersByTime(random.int(EVERY_MS));
          break;
        default:
          await jest.advanceTimersByTimeAsync(random.int(2 * EVERY_MS));
      }
    }
    expect(work.turns).toBeGreaterThan(OPERATIONS / 20);

    // Still alive: it turns when it is asked.
    work.isRunning = true;
    duty.start();
    await jest.advanceTimersByTimeAsync(10 * EVERY_MS);
    const before = work.turns;
    duty.soon();
    await jest.advanceTimersByTimeAsync(3 * EVERY_MS);
    expect(work.turns).toBeGreaterThan(before);

    work.isRunning = false;
    stops.push(duty.stop());
    await jest.advanceTimersByTimeAsync(20 * EVERY_MS);
    await Promise.all(stops);
    expect(jest.getTimerCount()).toBe(0);
    expect(work.offences).toEqual([]);
  },
);
