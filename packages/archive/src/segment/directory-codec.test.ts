import { expect, it } from '@jest/globals';
import type { DirectoryRun } from './directory.ts';
import { decodeDirectory, encodeDirectory } from './directory-codec.ts';

const createRun = (runId: string, error?: DirectoryRun['error']): DirectoryRun => ({
  runId,
  status: error === undefined ? 'completed' : 'failed',
  createdAt: 1,
  finishedAt: 2,
  endedBy: 'c',
  events: 3,
  archivedAt: 4,
  from: 0,
  length: 10,
  meta: {
    workflow: 'order',
    version: 'v1',
    tenant: 'default',
    correlationId: 'c',
    priority: 'normal',
    tags: [],
    attributes: [],
  },
  ...(error !== undefined && { error }),
});
const RUNS = [
  createRun('r0-a', { code: 'AGENT_FAILED', step: 'pay' }),
  createRun('r0-b'),
  createRun('r0-c', { code: 'RUN_TIMED_OUT' }),
];

it('a directory tells of each run why it failed', async () => {
  const text = await encodeDirectory({ runs: RUNS, blocks: [], definitions: [] });
  expect((await decodeDirectory('key', text)).runs).toEqual(RUNS);
});

it('a directory of a release before, which has no errors, is read as it is', async () => {
  const text = await encodeDirectory({ runs: RUNS, blocks: [], definitions: [] });
  const { errors, ...rest } = JSON.parse(text);
  expect(errors).toHaveLength(2);
  const { runs } = await decodeDirectory('key', JSON.stringify(rest));
  expect(runs).toEqual(RUNS.map(({ error: _, ...run }) => run));
});

it('a directory whose errors are no rows is refused', async () => {
  const text = await encodeDirectory({ runs: RUNS, blocks: [], definitions: [] });
  const broken = JSON.stringify({ ...JSON.parse(text), errors: [['x', 'CODE']] });
  await expect(decodeDirectory('key', broken)).rejects.toMatchObject({ code: 'ARCHIVE_SEGMENT_BROKEN' });
});
