import { setImmediate as nextTurn } from 'node:timers/promises';
import { RunMeta } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { DirectoryRun } from './directory.ts';
import { decodeDirectory, encodeDirectory } from './directory-codec.ts';
import { RUNS_A_TURN } from './in-turns.ts';
import { SegmentWriter } from './segment-writer.ts';

const createRun = (i: number): DirectoryRun => ({
  runId: `r0-${String(i).padStart(21, '0')}`,
  status: 'completed',
  createdAt: 1_000 + i,
  finishedAt: 2_000 + i,
  endedBy: `e${i}`,
  events: 7,
  archivedAt: 3_000,
  from: i * 100,
  length: 100,
  meta: {
    workflow: 'order',
    version: 'v1',
    tenant: 'default',
    correlationId: `c\n${i}`,
    priority: 'normal',
    tags: ['a', `b${i % 10}`],
    attributes: [
      ['customer', `customer-${i}`],
      ['total', i],
    ],
  },
});

const RUNS = Array.from({ length: 2_000 }, (_, i) => createRun(i));
const DIRECTORY = { runs: RUNS, blocks: [], definitions: [] };

/** How many turns the event loop has while something goes on. */
async function countTurns<T>(act: () => Promise<T>): Promise<{ readonly turns: number; readonly result: T }> {
  let isOver = false;
  let turns = 0;
  const counting = (async () => {
    for (; !isOver; turns++) await nextTurn();
  })();
  const result = await act();
  isOver = true;
  await counting;
  return { turns, result };
}

it('the directory of 2,000 runs is written and read a hundred runs a turn', async () => {
  const written = await countTurns(() => encodeDirectory(DIRECTORY));
  const read = await countTurns(() => decodeDirectory('segments/x', written.result));
  expect(read.result).toMatchObject(DIRECTORY);
  expect(written.turns).toBeGreaterThanOrEqual(2_000 / RUNS_A_TURN - 1);
  expect(read.turns).toBeGreaterThanOrEqual(2_000 / RUNS_A_TURN - 1);
});

it('a segment of 2,000 runs with attributes is finished a hundred runs a turn', async () => {
  const writer = new SegmentWriter();
  for (const run of RUNS) await writer.addRun(run, []);
  const { turns, result } = await countTurns(() => writer.finish());
  expect(result.runs).toHaveLength(2_000);
  expect(turns).toBeGreaterThanOrEqual(2 * (2_000 / RUNS_A_TURN - 1));
});

it('a directory on one line, as older programs write it, is read as well', async () => {
  const lines = await encodeDirectory(DIRECTORY);
  const oneLine = JSON.stringify(JSON.parse(lines));
  expect(await decodeDirectory('segments/x', oneLine)).toMatchObject(DIRECTORY);
});

it('what a reader by hand makes of the facts of a run is what the schema makes of them', async () => {
  const base = RUNS[0]?.meta;
  const metas = [
    { ...base, parent: { runId: 'r0-1', unit: 'a', attempt: 1 }, depth: 2, timeoutMs: 5, slot: 6 },
    { ...base, parent: { runId: 'r0-1', unit: 'a', attempt: 1, item: 0, iteration: 2, round: 3, later: 1 } },
    { ...base, parent: { schedule: 'nightly' }, delayMs: 3, traceparent: '00-x', later: 'unknown' },
    { ...base, fork: { runId: 'r0-2', seq: 4, effects: 'live', correlationId: 'c', step: 'a' } },
    { ...base, fork: { runId: 'r0-2', seq: 4, effects: 'recorded', correlationId: 'c' }, tags: [] },
    { ...base, attributes: [['ok', true]] },
  ];
  for (const meta of metas) {
    const row = [...JSON.parse(JSON.stringify(['r0-1', 'failed', 1, 2])), meta, 'e', 1, 1, null, 0, 0];
    const text = JSON.stringify({ runs: [row], blocks: [], definitions: [] });
    const [run] = (await decodeDirectory('segments/x', text)).runs;
    expect(run?.meta).toStrictEqual(RunMeta.parse(meta));
  }
  for (const change of [
    { tags: 'a' },
    { priority: 'x' },
    { parent: {} },
    { fork: { seq: 1 } },
    { attributes: [['a']] },
  ]) {
    const row = ['r0-1', 'failed', 1, 2, { ...base, ...change }, 'e', 1, 1, null, 0, 0];
    const text = JSON.stringify({ runs: [row], blocks: [], definitions: [] });
    await expect(decodeDirectory('segments/x', text)).rejects.toMatchObject({
      code: 'ARCHIVE_SEGMENT_BROKEN',
    });
  }
});
