import { randomBytes } from 'node:crypto';
import { grantOf, Player, scheduled } from '@ag06/store/conformance';
import { expect, it } from '@jest/globals';
import { exportRun } from '../use-cases/history/export-run.ts';
import { createArchivedApi } from './testing/archived-api.ts';

const STEPS = 100;
const OUTPUT_BYTES = 190_000;
const MIB = 1024 * 1024;

it('the history of a run of more than 16 MiB is the same from the archive as it was from the store, piece by piece', async () => {
  const api = createArchivedApi();
  const player = new Player(api.store);
  await player.submit({ roots: Array.from({ length: STEPS }, (_, i) => scheduled(`u${i}`)) });
  for (let i = 0; i < STEPS; i++) {
    // No compression makes it smaller than it is.
    const output = JSON.stringify(randomBytes(OUTPUT_BYTES).toString('base64'));
    const end = { end: { status: 'completed', output: '1' } } as const;
    const change = { to: 'completed', output } as const;
    await player.complete(grantOf(await player.claim(`u${i}`)), { change, ...(i === STEPS - 1 && end) });
  }
  const read = async (store: typeof api.store) => {
    const pieces: string[] = [];
    for await (const piece of await exportRun({ store }, 'default', player.runId)) pieces.push(piece);
    // The head says when it was made.
    const [, ...lines] = pieces.join('').split('\n');
    return { lines, longest: Math.max(...pieces.map(({ length }) => length)) };
  };
  const before = await read(api.store);
  await api.archiveAll();
  expect(await api.store.runs.loadSummary(player.runId)).toBeUndefined();
  expect((await api.ask('/v1/archive')).body.bytes).toBeGreaterThan(16 * MIB);
  const after = await read(api.reading);
  expect(after.lines).toEqual(before.lines);
  expect(after.lines.length).toBeGreaterThan(2 * STEPS);
  expect(after.longest).toBeLessThan(8 * MIB);
  expect((await api.ask('/v1/archive/verify')).body).toMatchObject({ segments: 1, runs: 1, broken: [] });
});
