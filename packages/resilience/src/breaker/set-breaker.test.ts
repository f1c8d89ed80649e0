import { DEFAULT_BREAKER } from '@ag06/contracts';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { newBreakerDocument } from './breaker-document.ts';
import { setBreaker } from './set-breaker.ts';

const NOW = 1_000_000;

it('a command that had to wait for another one is told to have come after it', async () => {
  const { shared } = createMemoryStore();
  await shared.swap('breaker', 'api', 0, JSON.stringify(newBreakerDocument(DEFAULT_BREAKER, NOW)));
  const set = (to: 'open' | 'closed' | 'off', now: number) =>
    setBreaker(shared, { dependency: 'api', to, writer: `${to} ${now}`, now });
  await set('closed', NOW + 200);
  const opened = await set('open', NOW + 100);
  expect(opened).toMatchObject({
    state: { is: 'open', since: NOW + 200, until: NOW + 200 + DEFAULT_BREAKER.openForMs },
  });
  await set('off', NOW + 300);
  const { transitions } = (await set('closed', NOW + 250)) ?? {};
  expect(transitions?.map(({ at }) => at - NOW)).toEqual([200, 200, 300, 300]);
});

it("a breaker is opened for as long as its settings say, also after the store's clock was set back by an hour", async () => {
  const { shared } = createMemoryStore();
  await shared.swap('breaker', 'api', 0, JSON.stringify(newBreakerDocument(DEFAULT_BREAKER, NOW)));
  const change = { dependency: 'api', writer: 'w' };
  await setBreaker(shared, { ...change, to: 'closed', now: NOW + 3_600_000 });
  const opened = await setBreaker(shared, { ...change, to: 'open', now: NOW });
  expect(opened?.state).toMatchObject({ is: 'open', until: NOW + DEFAULT_BREAKER.openForMs });
});

it('a breaker of which nothing is known cannot be set', async () => {
  const { shared } = createMemoryStore();
  expect(await setBreaker(shared, { dependency: 'api', to: 'open', writer: 'w', now: NOW })).toBeUndefined();
});
