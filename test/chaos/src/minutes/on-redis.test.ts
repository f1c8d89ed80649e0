import { expect, it } from '@jest/globals';
import { violationsInAMinute } from './minute-of-chaos.ts';

it('the fleet keeps every promise through a minute of faults', async () => {
  expect(await violationsInAMinute('redis', 4_606, 170_000)).toEqual([]);
}, 180_000);
