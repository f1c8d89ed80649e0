import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { actionOf } from '../bulk/bulk-actions.ts';
import { finishTagged } from '../duties/testing/finish-tagged.ts';
import type { Parts } from '../parts.ts';
import { deleteRun } from './delete-run.ts';

it('a run on legal hold is deleted neither alone nor by a bulk, and others are', async () => {
  const store = createMemoryStore();
  const parts = { store, holdTag: 'hold' } as unknown as Parts;
  const [held, other] = [await finishTagged(store, ['hold']), await finishTagged(store, ['blue'])];
  const refused = {
    status: 409,
    code: 'RUN_ON_HOLD',
    message: expect.stringContaining('AG06_LEGAL_HOLD_TAG'),
  };
  await expect(deleteRun(parts, 'default', held)).rejects.toMatchObject(refused);
  const bulk = actionOf({ of: 'runs', action: 'delete' });
  await expect(bulk(parts, 'default', held, 'bulk-1')).rejects.toMatchObject(refused);
  await bulk(parts, 'default', other, 'bulk-1');
  expect(await store.runs.loadSummary(held)).toBeDefined();
  expect(await store.runs.loadSummary(other)).toBeUndefined();
});
