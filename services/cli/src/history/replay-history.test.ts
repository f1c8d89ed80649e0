import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { readHistory } from './read-history.ts';
import { type Replayed, replayHistory } from './replay-history.ts';

const AT = '2026-11-28T09:00:00.000Z';
const OUTPUT = JSON.stringify('é'.repeat(150_000));
const LARGE = {
  bytes: Buffer.byteLength(OUTPUT),
  sha256: createHash('sha256').update(OUTPUT).digest('hex'),
};
const HEAD = {
  format: 'ag06.run-history',
  formatVersion: 1,
  exportedAt: AT,
  run: {
    runId: 'r0-0mwvdobfe36IBKNqGC560',
    tenant: 'default',
    traceId: 'a'.repeat(32),
    workflow: 'w',
    version: 'v',
    status: 'completed',
    tags: [],
    priority: 'normal',
    correlationId: 'c',
    createdAt: AT,
  },
  definition: {
    name: 'w',
    steps: {
      a: { agent: 'x.a' },
      b: { agent: 'x.b', needs: ['a'], when: '${size(steps.a.output) > 100000}' },
    },
    output: 1,
  },
};
const EVENTS = [
  { type: 'run.accepted', input: {} },
  { type: 'run.started' },
  { type: 'step.scheduled', step: 'a' },
  { type: 'step.started', step: 'a', attempt: 1 },
  { type: 'step.completed', step: 'a', attempt: 1, output: null, large: LARGE },
  { type: 'step.scheduled', step: 'b' },
];

/** Replays an export whose large output has these pieces, with a page for each line. */
async function replay(pieces: readonly object[]): Promise<Replayed> {
  const events = EVENTS.map((event, i): object => ({ seq: i + 1, at: AT, ...event }));
  events.splice(4, 0, ...pieces);
  const lines = [HEAD, ...events, { end: { events: EVENTS.length } }].map((line) => JSON.stringify(line));
  async function* pages() {
    for (const line of lines) yield [line];
  }
  return replayHistory('x', await readHistory(pages(), 'x'), new Map());
}

const toPieces = (text: string) =>
  (text.match(/.{1,60000}/gsu) ?? []).map((part) => ({ piece: { sha256: LARGE.sha256, text: part } }));

it('a replay of an export judges by a large output that the export has in pieces', async () => {
  expect(toPieces(OUTPUT).length).toBeGreaterThan(2);
  const replayed = await replay(toPieces(OUTPUT));
  expect(replayed).toMatchObject({ events: 6 });
  expect(replayed).not.toHaveProperty('unjudged');
  expect(replayed).not.toHaveProperty('difference');
});

it.each([
  ['is not in the export', []],
  ['lacks a piece', toPieces(OUTPUT).slice(1)],
  ['is another', toPieces(JSON.stringify('short'))],
])('a replay takes as it was what reads a large output that %s', async (_, pieces) => {
  const replayed = await replay(pieces);
  expect(replayed).toMatchObject({ events: 6, unjudged: 1 });
  expect(replayed).not.toHaveProperty('difference');
});
