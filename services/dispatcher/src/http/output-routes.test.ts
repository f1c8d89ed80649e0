import { LIMITS } from '@ag06/contracts';
import { HistoryLine, HistoryPiece } from '@ag06/contracts/api';
import { createMemoryStore } from '@ag06/store';
import { grantOf, Player } from '@ag06/store/conformance';
import { expect, it } from '@jest/globals';
import { createMemoryApi } from './testing/memory-api.ts';

const LARGE = JSON.stringify('ü'.repeat(LIMITS.outputBytes));
const NO_PLANS = { load: async () => undefined };

/** A run whose only step `a` has this output, which is also the run's. */
async function ended(output: string) {
  const store = createMemoryStore();
  const player = new Player(store);
  await player.submit();
  const end = { status: 'completed', output } as const;
  await player.complete(grantOf(await player.claim('a')), { change: { to: 'completed', output }, end });
  const api = createMemoryApi({}, { store, plans: NO_PLANS as never });
  const get = (path: string, method: 'GET' | 'HEAD' = 'GET') =>
    api.inject({ method, url: `/v1/runs/${player.runId}${path}` });
  return { store, runId: player.runId, get };
}

it.each([
  ['small', '{"n":1}'],
  ['large', LARGE],
])('the API gives a %s output of a step as it was recorded', async (_, output) => {
  const { get } = await ended(output);
  const answer = await get('/steps/a/output');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(output)));
  expect(answer.body).toBe(output);
  const head = await get('/steps/a/output', 'HEAD');
  expect([head.statusCode, head.body]).toEqual([200, '']);
});

it('the API gives the result of a run with a large output as that of any other', async () => {
  const { get, runId } = await ended(LARGE);
  const answer = await get('/result');
  expect(answer.json()).toEqual({ runId, status: 'completed', output: JSON.parse(LARGE) });
  expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)));
});

it('the API shows a run with a large output by size and hash', async () => {
  const { get, store, runId } = await ended(LARGE);
  const [large] = await store.blobs.list(runId);
  const run = (await get('')).json();
  expect(run).toMatchObject({ status: 'completed', large });
  expect(run).not.toHaveProperty('output');
});

it('the API gives no output whose blob is lost', async () => {
  const { get, store, runId } = await ended(LARGE);
  await store.blobs.deleteAll(runId);
  expect((await get('/steps/a/output')).statusCode).toBe(500);
});

/** The lines of the export of a run whose output is large. */
async function exportOf({ get }: Awaited<ReturnType<typeof ended>>) {
  const answer = await get('/export');
  expect(answer.statusCode).toBe(200);
  const lines = answer.body.trimEnd().split('\n');
  return lines.map((line) => HistoryLine.parse(JSON.parse(line)));
}

const pieceOf = (line: unknown) => HistoryPiece.safeParse(line).data?.piece;

it('the export of a run has a large output in pieces in front of each event that refers to it', async () => {
  const lines = await exportOf(await ended(LARGE));
  for (const type of ['step.completed', 'run.completed']) {
    const at = lines.findIndex((line) => 'seq' in line && line.type === type);
    const before = lines.slice(0, at).findLastIndex((line) => pieceOf(line) === undefined);
    const pieces = lines.slice(before + 1, at).flatMap((line) => pieceOf(line) ?? []);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map(({ text }) => text).join('') === LARGE).toBe(true);
    expect(lines[at]).toMatchObject({ output: null, large: { sha256: pieces[0]?.sha256 } });
  }
});

it('the export of a run that has lost a large output has all else', async () => {
  const run = await ended(LARGE);
  await run.store.blobs.deleteAll(run.runId);
  const lines = await exportOf(run);
  expect(lines.flatMap((line) => pieceOf(line) ?? [])).toEqual([]);
  expect(lines.at(-1)).toEqual({ end: { events: lines.length - 2 } });
});
