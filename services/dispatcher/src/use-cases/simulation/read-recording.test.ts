/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { ArchiveError } from '@ag06/archive';
import type { RunEvent } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { ATTEMPTS_MAX } from '@ag06/simulation';
import { comparePositions, type RunPage, type RunQuery, type RunSummary, toRunPage } from '@ag06/store';
import { afterEach, expect, it, jest } from '@jest/globals';
import { type RecordingOrder, readRecording } from './read-recording.ts';

const TO = 12 * 3_600_000;

afterEach(() => {
  jest.restoreAllMocks();
});

const summaryOf = (number: number, of: number): RunSummary => ({
  runId: `r${number}`,
  meta: {
    workflow: 'w',
    version: 'v',
    tenant: 'default',
    correlationId: 'c',
    priority: 'normal',
    tags: [],
  },
  status: 'running',
  createdAt: Math.floor((TO * (number + 0.5)) / of),
  finishedAt: undefined,
});

type Told = Pick<RunEvent, 'at' | 'type' | 'step' | 'item'>;

/** Runs with this log each, evenly over the time. Its times count from the begin of the run. */
function sourceOf(count: number, log: readonly Told[], more: Partial<RunPage> = {}) {
  const compiled = compile({ name: 'w', steps: { a: { agent: 'x', forEach: [1], with: '${ item }' } } });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled));
  const { plan } = compiled;
  const all = Array.from({ length: count }, (_, i) => summaryOf(i, count));
  return {
    plans: { load: async () => plan },
    runs: {
      listRuns: async ({ from = 0, to = TO, after, limit }: RunQuery): Promise<RunPage> => {
        const asked = all
          .filter(({ createdAt }) => createdAt >= from && createdAt < to)
          .filter((run) => after === undefined || comparePositions(after, run) < 0);
        return { ...toRunPage(asked.sort(comparePositions), limit, undefined), ...more };
      },
      loadLogPage: async (runId: string, after: number, limit: number) => {
        const begin = all[Number(runId.slice(1))]?.createdAt ?? 0;
        const events = log
          .slice(after, after + limit)
          .map((event, i): RunEvent => ({ ...event, seq: after + i + 1, at: begin + event.at }));
        return { events, bytes: 0, more: after + limit < log.length };
      },
    },
  };
}

const ORDER: RecordingOrder = {
  rules: { agent: 'x' },
  from: 0,
  to: TO,
  runsMax: 5_000,
  signal: new AbortController().signal,
};

const item = (at: number, what: 'scheduled' | 'started' | 'completed', number: number): Told => ({
  at,
  type: `item.${what}`,
  step: 'a',
  item: number,
});
const DONE = [item(0, 'scheduled', 0), item(1, 'started', 0), item(2, 'completed', 0)];

it('a recording of runs that are full of waiting items has hardly more of them than attempts may be', async () => {
  const log = Array.from({ length: 1_000 }, (_, i) => item(0, 'scheduled', i));
  const { jobs, spans } = await readRecording(sourceOf(1_200, log), ORDER);
  expect(jobs.length).toBeGreaterThan(ATTEMPTS_MAX / 2);
  expect(jobs.length).toBeLessThan(2 * ATTEMPTS_MAX);
  expect(spans.length).toBeGreaterThan(1);
});

it('a recording tells how many runs have more events than it reads, and of those nothing as open that may have ended', async () => {
  const log = Array.from({ length: 1_000 }, (_, i) => [
    item(i, 'scheduled', i),
    item(i, 'started', i),
    item(i + 5, 'completed', i),
  ])
    .flat()
    .sort((a, b) => a.at - b.at);
  const { jobs, cutRuns, runs } = await readRecording(sourceOf(2, log), ORDER);
  expect([runs, cutRuns]).toEqual([2, 2]);
  expect(jobs.filter(({ end }) => end === 'open')).toEqual([]);
  expect(jobs.length).toBeGreaterThan(1_000);
  expect((await readRecording(sourceOf(2, DONE), ORDER)).cutRuns).toBe(0);
});

it('a recording leaves out what is damaged in the archive, and says so', async () => {
  const source = sourceOf(24, DONE);
  const broken = new ArchiveError('ARCHIVE_SEGMENT_BROKEN', 'The segment k is broken.', { segment: 'k' });
  const loadLogPage: typeof source.runs.loadLogPage = async (runId, ...page) => {
    if (runId === 'r3') throw broken;
    return source.runs.loadLogPage(runId, ...page);
  };
  const read = await readRecording({ ...source, runs: { ...source.runs, loadLogPage } }, ORDER);
  expect(read).toMatchObject({ runs: 23, unread: 'The segment k is broken.' });
  const unread = { segments: 1, runs: 9, code: 'ARCHIVE_SEGMENT_BROKEN', message: 'The head is broken.' };
  expect(await readRecording(sourceOf(24, DONE, { unread }), ORDER)).toMatchObject({
    runs: 24,
    unread: 'The head is broken.',
  });
});

it('a recording fails with what else fails, and with the reason of a caller that goes away', async () => {
  const source = sourceOf(24, DONE);
  const loadLogPage = async () => {
    throw new Error('away');
  };
  await expect(readRecording({ ...source, runs: { ...source.runs, loadLogPage } }, ORDER)).rejects.toThrow(
    'away',
  );
  const gone = new AbortController();
  let read = 0;
  const leaving: typeof source.runs.loadLogPage = (...asked) => {
    if (++read === 3) gone.abort(new Error('gone'));
    return source.runs.loadLogPage(...asked);
  };
  const many = sourceOf(1_200, DONE);
  const order = { ...ORDER, signal: gone.signal };
  await expect(
    readRecording({ ...many, runs: { ...many.runs, loadLogPage: leaving } }, order),
  ).rejects.toThrow('gone');
  expect(read).toBeLessThan(20);
});

it('a recording of runs that are all of the last minutes has them all, as a fleet that has just begun needs it', async () => {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const source = sourceOf(1_200, DONE);
  const listRuns: typeof source.runs.listRuns = async ({ to, ...query }) =>
    to === TO ? source.runs.listRuns({ ...query, from: 0, to }) : toRunPage([], query.limit, undefined);
  const loadLogPage: typeof source.runs.loadLogPage = (...asked) => {
    now += 5;
    return source.runs.loadLogPage(...asked);
  };
  const recent = { ...source, runs: { listRuns, loadLogPage } };
  const { runs, spans } = await readRecording(recent, { ...ORDER, runsMax: 2_000 });
  expect(runs).toBe(1_200);
  expect(spans).toEqual([{ from: 0, to: TO }]);
});

it('a recording of a slow store has something of all parts of the time', async () => {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const source = sourceOf(1_200, DONE);
  const loadLogPage: typeof source.runs.loadLogPage = (...asked) => {
    now += 50;
    return source.runs.loadLogPage(...asked);
  };
  const { jobs } = await readRecording({ ...source, runs: { ...source.runs, loadLogPage } }, ORDER);
  const windows = new Set(jobs.map(({ arrivedAt }) => Math.floor((12 * arrivedAt) / TO)));
  expect(windows.size).toBe(12);
  expect(now).toBeLessThan(15_000);
});
