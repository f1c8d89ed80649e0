import { DEFAULT_BREAKER } from '@ag06/contracts';
import { WaitsFor } from '@ag06/contracts/api';
import { type BreakerDocument, FleetBreakers, parseBreakerDocument } from '@ag06/resilience';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { describeBreakerWaits } from './describe-breaker-waits.ts';

const NOW = Date.UTC(2030, 0, 1);

it('describeBreakerWaits tells of what waits for a breaker until when it is open, and which step of which run failed last', async () => {
  const store = createMemoryStore({ now: () => NOW });
  const breakers = new FleetBreakers({
    shared: store.shared,
    storeTime: async () => NOW,
    id: 'w',
    listener: { onTransition: () => {}, onRefused: () => {}, onError: () => {} },
  });
  await breakers.start();
  for (let i = 0; i < 5; i++) {
    const call = await breakers.enter('shop', DEFAULT_BREAKER);
    const failed = { code: 'SHOP_CLOSED', message: 'Closed.', run: `r${i}`, step: 's', attempt: 2 };
    if (call !== undefined) await breakers.fail(call, failed);
  }
  await breakers.stop();
  const found = await store.shared.load('breaker', 'shop');
  const state = (parseBreakerDocument(found?.text ?? '') as BreakerDocument).state;
  const until = new Date(state.is === 'open' ? state.until : 0).toISOString();
  const waits = new Map<string, WaitsFor>([
    ['a', { reason: 'breaker', dependency: 'shop' }],
    ['b', { reason: 'breaker', dependency: 'unknown' }],
    ['c', { reason: 'pause' }],
  ]);
  const told = await describeBreakerWaits(store, waits, NOW);
  expect(Object.fromEntries(told)).toEqual({
    a: {
      reason: 'breaker',
      dependency: 'shop',
      until,
      lastError: {
        at: expect.any(String),
        code: 'SHOP_CLOSED',
        message: 'Closed.',
        run: 'r4',
        step: 's',
        attempt: 2,
      },
    },
    b: { reason: 'breaker', dependency: 'unknown' },
    c: { reason: 'pause' },
  });
  for (const wait of told.values()) expect(WaitsFor.parse(wait)).toEqual(wait);
});
