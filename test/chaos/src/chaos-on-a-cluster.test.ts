import { expect, it } from '@jest/globals';
import { violationsInAMinute } from './minute-of-chaos.ts';

it('tears nothing in a minute of faults, primaries that die and are replaced among them', async () => {
  expect(await violationsInAMinute('cluster', 4_607, 290_000)).toEqual([]);
}, 300_000);
