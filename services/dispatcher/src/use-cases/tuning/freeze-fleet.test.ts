import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { showTuning } from '../show-tuning.ts';
import { freezeFleet } from './freeze-fleet.ts';

it('freezeFleet tells everybody who has frozen the fleet and why, until it is ended', async () => {
  const store = createMemoryStore();
  expect((await showTuning(store)).frozen).toBeNull();
  expect(await freezeFleet(store, true, 'sale')).toMatchObject({
    isFrozen: true,
    by: 'operator',
    reason: 'sale',
  });
  expect((await showTuning(store)).frozen).toMatchObject({ by: 'operator', reason: 'sale' });
  expect(await freezeFleet(store, false, '')).toMatchObject({ isFrozen: false });
  expect((await showTuning(store)).frozen).toBeNull();
});
