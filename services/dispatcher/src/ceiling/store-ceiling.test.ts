import { PRIORITIES } from '@ag06/contracts';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { StoreCeiling } from './store-ceiling.ts';

const create = (storeBytes?: number) => {
  const book = createMetricBook();
  const ceiling = new StoreCeiling({ storeBytes, book });
  const countRefused = () => [...book.submissionsRefused.cells()].reduce((sum, { value }) => sum + value, 0);
  const refused = () => PRIORITIES.filter((priority) => ceiling.judge(priority) !== undefined);
  return { ceiling, refused, countRefused };
};
const used = (usedBytes: number) => ({ usedBytes, memory: undefined });

it('StoreCeiling refuses submissions of priority bulk and low from 95 % on, counts them, and takes them again below', () => {
  const { ceiling, refused, countRefused } = create(1_000);
  expect(refused()).toEqual([]);
  ceiling.note(used(949));
  expect(refused()).toEqual([]);
  ceiling.note(used(950));
  expect(refused()).toEqual(['low', 'bulk']);
  expect(countRefused()).toBe(2);
  ceiling.note(used(940));
  expect(refused()).toEqual([]);
});

it('StoreCeiling says why it refuses, what to do, and when to come again', () => {
  const { ceiling } = create(1_000);
  ceiling.note(used(2_000));
  const refusal = ceiling.judge('bulk');
  expect(refusal).toMatchObject({ status: 503, code: 'STORE_NEARLY_FULL' });
  expect(refusal?.retryAfterMs).toBeGreaterThanOrEqual(1_000);
  expect(refusal?.message).toMatch(/200 % full.*Idempotency-Key.*AG06_STORE_MEMORY/);
});

it('StoreCeiling calls for relief at each look from 80 % on', () => {
  const { ceiling } = create(1_000);
  let calls = 0;
  ceiling.onPressed(() => calls++);
  for (const bytes of [799, 800, 900, 799]) ceiling.note(used(bytes));
  expect(calls).toBe(2);
  expect(ceiling.isPressed).toBe(false);
});

it('StoreCeiling goes by the nearer of AG06_STORE_MEMORY and the limit of the server', () => {
  const { ceiling } = create(1_000);
  const server = { usedBytes: 90, maxBytes: 100 };
  ceiling.note({ usedBytes: 500, memory: server });
  expect(ceiling.memory).toEqual(server);
  ceiling.note({ usedBytes: 960, memory: server });
  expect(ceiling.memory).toEqual({ usedBytes: 960, maxBytes: 1_000 });
});

it('StoreCeiling goes by the limit of the server alone where AG06_STORE_MEMORY is not set, and refuses nothing without any', () => {
  const { ceiling, refused } = create();
  ceiling.note({ usedBytes: 10 ** 15, memory: undefined });
  expect([ceiling.memory, refused()]).toEqual([undefined, []]);
  ceiling.note({ usedBytes: 96, memory: { usedBytes: 96, maxBytes: 100 } });
  expect(refused()).toEqual(['low', 'bulk']);
});
