import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import { UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { archive } from './archive.ts';

const SEGMENT = '1796000000000-1795990000000-500-0f1e2d3c4b5a6978.ag06';
const RUN = 'r0-0mwvdobfe36IBKNqGC560';
const FAULT = { segment: SEGMENT, code: 'ARCHIVE_SEGMENT_BROKEN', message: 'It is broken.' };

/** Runs the command against answers in their order. Returns its exit code, its lines, and what it asked. */
async function command(args: readonly string[], ...answers: readonly (object | Response)[]) {
  const asked: { readonly path: string; readonly body: unknown }[] = [];
  const left = [...answers];
  const fetch = async (url: unknown, init?: { readonly body?: unknown }) => {
    const { pathname, search } = new URL(String(url));
    asked.push({ path: pathname + search, body: init?.body && JSON.parse(String(init.body)) });
    const answer = left.shift();
    return answer instanceof Response ? answer : Response.json(answer);
  };
  const lines: string[] = [];
  const documents: unknown[] = [];
  const output: Partial<Output> = {
    isJson: true,
    json: (value) => void documents.push(value),
    text: (line) => void lines.push(line),
    table: (_, rows) => void lines.push(...rows.map((row) => row.join(' '))),
    note: () => {},
  };
  const client = new Client({ url: 'http://fleet', fetch: fetch as typeof globalThis.fetch, retryForMs: 0 });
  const code = await archive(args, client, output as Output);
  return { code, lines, document: documents.at(-1), asked };
}

const historyOf = (...lines: readonly object[]) =>
  new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), {
    headers: { 'content-type': 'application/x-ndjson' },
  });

it('ag06 archive verify reads page by page, and exits with 1 if a segment is broken', async () => {
  const page = { segments: 2, runs: 900, events: 0, bytes: 90_000, broken: [] };
  const whole = await command(['verify'], { ...page, next: SEGMENT }, page);
  expect(whole).toMatchObject({
    code: 0,
    lines: ['4 segments, 1800 runs, 180 KB: all whole'],
    asked: [{ path: '/v1/archive/verify' }, { path: `/v1/archive/verify?cursor=${SEGMENT}` }],
  });
  const broken = await command(['verify'], { ...page, broken: [FAULT] });
  expect(broken).toMatchObject({ code: 1, document: { segments: 2, broken: [FAULT] } });
  expect(broken.lines[0]).toBe('ARCHIVE_SEGMENT_BROKEN: It is broken.');
});

it('ag06 archive list and prune are about the archived events of streams, if one or all of them are named', async () => {
  const segment = 'streams/default/orders/x.ag06';
  const at = '2026-11-29T22:06:40.000Z';
  const [first, last] = [
    { position: 1, at },
    { position: 9, at },
  ];
  const item = {
    segment,
    stream: 'orders',
    incarnation: 1,
    first,
    last,
    events: 9,
    bytes: 450,
    orphaned: true,
  };
  const listed = await command(['list', '--stream', 'orders'], { items: [item], next: segment });
  expect(listed).toMatchObject({
    code: 0,
    lines: [expect.stringMatching(/^orders 1 to 9 450 B .* of another store$/), `more: --cursor ${segment}`],
    asked: [{ path: '/v1/archive/streams?stream=orders' }],
  });
  const page = { dryRun: true, segments: 2, matched: 18, pruned: 0, held: 9 };
  const pruned = await command(
    ['prune', '--streams', '--older-than', '90d', '--dry-run'],
    { ...page, next: segment },
    page,
  );
  expect(pruned.lines[0]).toMatch(/^36 events would leave the archive; kept, .*: 18$/);
  expect(pruned.asked).toMatchObject([
    { path: '/v1/archive/streams/prune', body: { filter: { olderThan: '90d' }, dryRun: true } },
    { body: { cursor: segment } },
  ]);
  await expect(command(['prune', '--streams'])).rejects.toThrow(UsageError);
  await expect(command(['prune', '--stream', 'orders', '--all'])).rejects.toThrow(UsageError);
  await expect(command(['prune', '--stream', 'orders', '--status', 'failed'])).rejects.toThrow(UsageError);
});

it('ag06 archive prune adds up the pages of a dry run', async () => {
  const page = { dryRun: true, segments: 20, matched: 7, pruned: 0, held: 1, unread: [] };
  const args = ['prune', '--older-than', '90d', '--status', 'failed', '--dry-run'];
  const { code, lines, asked } = await command(args, { ...page, next: SEGMENT }, page);
  const filter = { olderThan: '90d', status: ['failed'] };
  expect(asked.map(({ body }) => body)).toEqual([
    { filter, dryRun: true },
    { filter, dryRun: true, cursor: SEGMENT },
  ]);
  expect({ code, lines }).toEqual({
    code: 0,
    lines: ['14 runs would leave the archive; on hold: 2'],
  });
});

it.each([
  ['prune'],
  ['prune', '--all', '--workflow', 'a'],
  ['prune', '--status', 'running'],
  ['restore', RUN],
  ['restore', '--into', 'x'],
  ['restore', RUN, '--all', '--into', 'x'],
  ['restore', '../x', '--into', 'x'],
  ['list', 'x'],
  ['keep'],
])('ag06 archive %s %s %s %s is refused before anything is asked', async (...args) => {
  await expect(command(args)).rejects.toThrow(UsageError);
});

it('ag06 archive restore writes whole histories, leaves those that are there, and names those that are cut off', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ag06-restore-'));
  const end = { end: { events: 0, at: '2026-01-02T03:04:05.678Z' } };
  const cut = 'r0-0mwvdobfe36IBKNqGC561';
  const runs = { items: [{ runId: RUN }, { runId: cut }] };
  const args = ['restore', '--workflow', 'order', '--into', folder];
  const head = { format: 1 };
  const first = await command(args, runs, historyOf(head, end), historyOf(head));
  expect(first).toMatchObject({
    code: 1,
    document: { written: 1, left: 0, failed: [{ runId: cut, code: 'HISTORY_CUT_OFF' }] },
  });
  expect(await readdir(folder)).toEqual([`${RUN}.json`]);
  const again = await command(args, runs, historyOf(head, end));
  expect(again).toMatchObject({ code: 0, document: { written: 1, left: 1, failed: [] } });
  const text = await readFile(join(folder, `${RUN}.json`), 'utf8');
  expect(text).toBe(`${JSON.stringify(head)}\n${JSON.stringify(end)}\n`);
  await rm(folder, { recursive: true });
});

it('ag06 archive restore writes a history of more than 16 MiB whole, as it comes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ag06-restore-'));
  const lines = 20;
  const line = (n: number) => `${JSON.stringify({ seq: n, data: 'x'.repeat(1024 * 1024) })}\n`;
  const end = `${JSON.stringify({ end: { events: lines, at: '2026-01-02T03:04:05.678Z' } })}\n`;
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent++;
      controller.enqueue(new TextEncoder().encode(sent > lines ? end : line(sent)));
      if (sent > lines) controller.close();
    },
  });
  const large = new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
  const restored = await command(['restore', RUN, '--into', folder], large);
  expect(restored).toMatchObject({ code: 0, document: { written: 1, failed: [] } });
  expect(restored.lines[0]).toMatch(/^1 run written to /);
  const text = await readFile(join(folder, `${RUN}.json`), 'utf8');
  const written = text.split('\n').slice(0, lines);
  expect(written.map((one) => JSON.parse(one).seq)).toEqual(Array.from({ length: lines }, (_, i) => i + 1));
  expect(text.length).toBe(Array.from({ length: lines }, (_, i) => line(i + 1)).join('').length + end.length);
  await rm(folder, { recursive: true });
});

it('ag06 archive says one of a thing as one', async () => {
  const page = { segments: 1, runs: 1, events: 1, bytes: 900, broken: [FAULT] };
  const { lines } = await command(['verify'], { ...page, vanished: { segments: 1, runs: 1, id: '0a1b' } });
  expect(lines.slice(1)).toEqual([
    'ARCHIVE_SEGMENT_MISSING: no longer there: 1 segment with 1 run. Its name ends with 0a1b.ag06. Restore from a backup.',
    '1 segment, 1 run, 1 event of streams, 900 B: 1 not whole',
  ]);
});

it('ag06 archive adopt says what would be given up and how to confirm it, and does it only with the name', async () => {
  const other = { adopted: false, place: 'file:/new', isOfFleet: false, inPlaceOf: '0f1e2d3c4b5a6978' };
  const asked = await command(['adopt'], other);
  expect(asked).toMatchObject({ code: 1, asked: [{ path: '/v1/archive/adopt', body: {} }] });
  expect(asked.lines.at(-1)).toBe('  ag06 archive adopt --in-place-of 0f1e2d3c4b5a6978');
  const done = { ...other, adopted: true, isOfFleet: true, archive: '8796a5b4c3d2e1f0' };
  expect(await command(['adopt', '--in-place-of', '0f1e2d3c4b5a6978'], done)).toMatchObject({
    code: 0,
    lines: ['file:/new is the archive of the fleet now, in place of 0f1e2d3c4b5a6978'],
    asked: [{ body: { inPlaceOf: '0f1e2d3c4b5a6978' } }],
  });
});
