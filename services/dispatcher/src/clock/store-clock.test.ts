import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { StoreClock } from './store-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 0, 1);

/** A fleet with its clocks: of the store, of the host, and of what the process counts. */
function create() {
  const { shared } = createMemoryStore();
  const clocks = { store: START, host: START, count: 0 };
  const open = () =>
    new StoreClock({
      shared,
      runs: { now: async () => clocks.store },
      host: () => clocks.host,
      count: () => clocks.count,
    });
  const pass = (ms: number) => {
    clocks.store += ms;
    clocks.host += ms;
    clocks.count += ms;
  };
  return { clocks, open, pass };
}

it('a store’s clock that goes on as time does is trusted, however long that is', async () => {
  const { open, pass } = create();
  const clock = open();
  for (let turn = 0; turn < 5; turn++) {
    expect(await clock.isTrusted()).toBe(true);
    pass(3 * DAY_MS);
  }
  expect(clock.doubt).toBeUndefined();
});

it('a store’s clock ahead of the host’s is not trusted until they agree again', async () => {
  const { clocks, open, pass } = create();
  const clock = open();
  await clock.isTrusted();
  clocks.store += HOUR_MS;
  expect(await clock.isTrusted()).toBe(false);
  expect(clock.doubt).toEqual({ of: 'host', aheadMs: HOUR_MS });
  pass(DAY_MS);
  expect(await clock.isTrusted()).toBe(false);
  clocks.store -= HOUR_MS;
  expect(await clock.isTrusted()).toBe(true);
  expect(clock.doubt).toBeUndefined();
});

it('a store’s clock that is behind is trusted, because nothing is deleted early by it', async () => {
  const { clocks, open } = create();
  const clock = open();
  await clock.isTrusted();
  clocks.store -= 2 * DAY_MS;
  expect(await clock.isTrusted()).toBe(true);
});

it('a jump of the store and the host together is believed after half an hour, and forgotten if it is undone', async () => {
  const { clocks, open, pass } = create();
  const clock = open();
  await clock.isTrusted();
  const jump = (ms: number) => {
    clocks.store += ms;
    clocks.host += ms;
  };
  jump(30 * DAY_MS);
  expect(await clock.isTrusted()).toBe(false);
  expect(clock.doubt).toEqual({ of: 'before', aheadMs: 30 * DAY_MS });
  jump(-30 * DAY_MS);
  expect(await clock.isTrusted()).toBe(true);
  jump(30 * DAY_MS);
  expect(await clock.isTrusted()).toBe(false);
  pass(29 * MINUTE_MS);
  expect(await clock.isTrusted()).toBe(false);
  pass(MINUTE_MS);
  expect(await clock.isTrusted()).toBe(true);
  expect(await clock.isTrusted()).toBe(true);
});

it('a dispatcher that starts after a jump finds what the fleet knew before; a fleet that was down for hours goes on at once', async () => {
  const { clocks, open, pass } = create();
  await open().isTrusted();
  pass(20 * HOUR_MS);
  clocks.count = 0;
  expect(await open().isTrusted()).toBe(true);
  pass(30 * DAY_MS);
  clocks.count = 0;
  const clock = open();
  expect(await clock.isTrusted()).toBe(false);
  expect(clock.doubt?.of).toBe('before');
  pass(30 * MINUTE_MS);
  expect(await clock.isTrusted()).toBe(true);
});

it('a store that is a proxy, as an observed one is, has a clock too', async () => {
  const store = createMemoryStore();
  const target: typeof store = Object.create(null);
  const proxy = new Proxy(target, { get: (_, name) => Reflect.get(store, name) });
  expect(await new StoreClock(proxy).isTrusted()).toBe(true);
});
