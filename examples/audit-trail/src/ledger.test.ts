import { join } from 'node:path';
import { tempDir } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Ledger } from './ledger.ts';

const event = (incarnation: number, position: number, cents = 10) => ({
  incarnation,
  position,
  data: { from: 'a', to: 'b', cents },
});

it('a ledger takes an event once, also after it was closed and opened, and an event of a later stream anew', async () => {
  await using folder = await tempDir('ledger');
  const file = join(folder.path, 'ledger.sqlite');
  {
    using ledger = new Ledger(file);
    expect([ledger.take(event(1, 1)), ledger.take(event(1, 2)), ledger.take(event(1, 1))]).toEqual([
      true,
      true,
      false,
    ]);
  }
  using ledger = new Ledger(file);
  expect([ledger.take(event(1, 2)), ledger.take(event(2, 2))]).toEqual([false, true]);
  expect(ledger.balances()).toEqual({ a: -30, b: 30 });
});

it('a ledger that cannot take an event has not marked it as taken', async () => {
  await using folder = await tempDir('ledger');
  using ledger = new Ledger(join(folder.path, 'ledger.sqlite'));
  expect(() => ledger.take({ incarnation: 1, position: 1, data: { from: 'a' } })).toThrow();
  expect(ledger.balances()).toEqual({});
  expect(ledger.take(event(1, 1))).toBe(true);
});
