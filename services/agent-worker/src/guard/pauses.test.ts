/**
 * It fakes the clock, which the duties of other files go by.
 *
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { silentLog } from '../testing/silent-log.ts';
import { Pauses } from './pauses.ts';

const SPAN_MS = 20_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function create() {
  let isAtRest = true;
  let tell: (name: string) => void = () => {};
  let lose = () => {};
  const list = jest.fn(async () => []);
  const watch = async (_kind: string, listener: (name: string) => void, onLost = () => {}) => {
    tell = listener;
    lose = onLost;
    return async () => {};
  };
  const pauses = new Pauses({ shared: { list, watch }, isAtRest: () => isAtRest, log: silentLog });
  return {
    pauses,
    list,
    work: () => {
      isAtRest = false;
      pauses.wake();
    },
    tell: () => tell('fleet'),
    lose: () => lose(),
  };
}

async function countLooks({ list }: ReturnType<typeof create>): Promise<number> {
  list.mockClear();
  await jest.advanceTimersByTimeAsync(SPAN_MS);
  return list.mock.calls.length;
}

it('A worker without work reads the pauses every five seconds, in case word of one was lost, and every second once something runs', async () => {
  const created = create();
  await created.pauses.start();
  await jest.advanceTimersByTimeAsync(SPAN_MS);
  // A look may come up to two seconds early, so that what repeats in a process comes together.
  const atRest = await countLooks(created);
  expect(atRest).toBeGreaterThanOrEqual(SPAN_MS / 5_000);
  expect(atRest).toBeLessThanOrEqual(SPAN_MS / 3_000);
  created.work();
  expect(await countLooks(created)).toBeGreaterThanOrEqual(SPAN_MS / 1_000 - 1);
  await created.pauses.stop();
});

it('A worker without work reads the pauses at once and every second for a while when the connection for word of them was lost', async () => {
  const created = create();
  await created.pauses.start();
  await jest.advanceTimersByTimeAsync(SPAN_MS);
  created.list.mockClear();
  created.lose();
  await jest.advanceTimersByTimeAsync(0);
  expect(created.list).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(SPAN_MS / 2);
  expect(created.list.mock.calls.length).toBeGreaterThanOrEqual(SPAN_MS / 2 / 1_000);
  await jest.advanceTimersByTimeAsync(SPAN_MS / 2);
  expect(await countLooks(created)).toBeLessThanOrEqual(SPAN_MS / 3_000);
  await created.pauses.stop();
});

it('A worker without work reads the pauses at once when word of one comes', async () => {
  const created = create();
  await created.pauses.start();
  await jest.advanceTimersByTimeAsync(2_100);
  created.list.mockClear();
  created.tell();
  await jest.advanceTimersByTimeAsync(0);
  expect(created.list).toHaveBeenCalledTimes(1);
  await created.pauses.stop();
});
