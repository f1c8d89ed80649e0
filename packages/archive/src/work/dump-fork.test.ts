import { toLargeText } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import { finishRun } from '../testing/finished-runs.ts';
import { openTestArchive } from '../testing/open-archive.ts';

const DIGEST = '0123456789abcdef0123456789abcdef';

it('the recorded calls of a fork are archived with it, and the large results that only they name', async () => {
  const { store, runs, archive, archiveAll } = openTestArchive();
  const runId = store.runs.createRunId('default', undefined);
  const text = JSON.stringify('x'.repeat(300_000));
  const large = await store.blobs.put(runId, [Buffer.from(text)]);
  const fields = [
    ['r:b', `${DIGEST}|completed|{"n":1}`],
    ['r:c', `${DIGEST}|completed|${toLargeText(large)}`],
    ['a:mail.send', '1'],
  ] as const;
  await finishRun(store, { runId, forkFields: fields });
  const plain = await finishRun(store);
  await archiveAll();
  expect(await store.runs.loadSummary(runId)).toBeUndefined();
  const names = ['r:b', 'r:c', 'a:mail.send', 'r:none'] as const;
  const found = await archive.find(runId);
  expect(await found?.loadFields(names)).toEqual(new Map(fields));
  expect(await runs.loadLarge(runId, large)).toBe(text);
  expect(await (await archive.find(plain))?.loadFields(names)).toEqual(new Map());
});
