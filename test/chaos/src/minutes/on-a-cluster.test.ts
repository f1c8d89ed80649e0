import { expect, it } from '@jest/globals';
import { violationsInAMinute } from './minute-of-chaos.ts';

it('the fleet on a Cluster tears no run in a minute of faults, in which primaries die and are replaced', async () => {
  expect(await violationsInAMinute('cluster', 4_607, 350_000)).toEqual([]);
}, 360_000);
