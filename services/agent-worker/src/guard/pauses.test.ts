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
  const list = jest.fn(async () => []);
  const watch = async (_kind: string, listener: (name: string) => void) => {
    tell = listener;
    return async () => {};
  };
  const pauses = new Pauses({ shared: { list, watch }, isAtRest: () => isAtRest, log: silentLog });
  return {
    pauses,
    list,
    work: () => {
      isAtRest = false;
    },
    tell: () => tell('fleet'),
  };
}

async function countLooks({ list }: ReturnType<typeof create>): Promise<number> {
  list.mockClear();
  await jest.advanceTimersByTimeAsync(SPAN_MS);
  return list.mock.calls.length;
}

it('A worker without work reads the pauses every two seconds, in case word of one was lost, and every second once something runs', async () => {
  const created = create();
  await created.pauses.start();
  await jest.advanceTimersByTimeAsync(2_000);
  // A look may come up to a fifth early, so that what repeats in a process comes together.
  const atRest = await countLooks(created);
  expect(atRest).toBeGreaterThanOrEqual(SPAN_MS / 2_000);
  expect(atRest).toBeLessThanOrEqual(SPAN_MS / 1_600);
  created.work();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(await countLooks(created)).toBeGreaterThanOrEqual(SPAN_MS / 1_000);
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
