/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { DEFAULT_BREAKER } from '@ag06/contracts';
import { createMemoryStore, type SharedStore } from '@ag06/store';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { FleetBreakers } from './fleet-breakers.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const SETTLED_MS = 10_000;
const LISTENER = { onTransition: () => {}, onRefused: () => {}, onError: () => {} };

it('A process looks at breakers only once it has one, and no more after it has stopped', async () => {
  const { shared } = createMemoryStore();
  const list = jest.fn<SharedStore['list']>((kind) => shared.list(kind));
  const counted: ConstructorParameters<typeof FleetBreakers>[0]['shared'] = {
    list,
    load: (kind, name) => shared.load(kind, name),
    swap: (kind, name, expected, text) => shared.swap(kind, name, expected, text),
    watch: (kind, listener) => shared.watch(kind, listener),
  };
  const breakers = new FleetBreakers({
    shared: counted,
    storeTime: async () => Date.now(),
    id: 'w',
    listener: LISTENER,
  });
  await breakers.start();
  const timersAtRest = jest.getTimerCount();
  await jest.advanceTimersByTimeAsync(SETTLED_MS);
  expect(list).not.toHaveBeenCalled();
  breakers.enter('api');
  expect(jest.getTimerCount()).toBeGreaterThan(timersAtRest);
  await jest.advanceTimersByTimeAsync(SETTLED_MS);
  expect(list.mock.calls.length).toBeGreaterThan(SETTLED_MS / 2_000);
  const stopped = breakers.stop();
  await jest.advanceTimersByTimeAsync(SETTLED_MS);
  await stopped;
  list.mockClear();
  breakers.enter('other');
  await jest.advanceTimersByTimeAsync(SETTLED_MS);
  expect(list).not.toHaveBeenCalled();
});

it('a call that failed after the breaker had opened is told so by a store that needs seconds to answer', async () => {
  const { shared } = createMemoryStore();
  const slow: ConstructorParameters<typeof FleetBreakers>[0]['shared'] = {
    list: (kind) => shared.list(kind),
    load: (kind, name) => shared.load(kind, name),
    swap: async (kind, name, expected, text) => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return shared.swap(kind, name, expected, text);
    },
    watch: (kind, listener) => shared.watch(kind, listener),
  };
  const storeTime = async () => Date.now();
  const breakers = new FleetBreakers({ shared: slow, storeTime, id: 'w', listener: LISTENER });
  const settings = { ...DEFAULT_BREAKER, consecutiveFailures: 2 };
  await breakers.start([{ dependency: 'api', settings }]);
  const failures = ['1', '2', '3'].map(async (run) => {
    const call = { dependency: 'api', era: 0, permit: undefined };
    return breakers.fail(call, { code: 'GONE', message: '', run, step: 's', attempt: 1 });
  });
  await jest.advanceTimersByTimeAsync(4_500);
  expect(await Promise.all(failures)).toEqual(['counted', 'counted', 'late']);
  const stopped = breakers.stop();
  await jest.advanceTimersByTimeAsync(SETTLED_MS);
  await stopped;
});
