import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import type { Output } from '../output.ts';
import { renderTable } from '../table.ts';
import { tuning } from './tuning.ts';

async function tell(command: 'history' | 'status', answers: Record<string, object>): Promise<string> {
  const lines: string[] = [];
  const fetch = async (url: string | URL | Request) =>
    Response.json(answers[new URL(url instanceof Request ? url.url : url).pathname]);
  const client = new Client({ url: 'http://fleet.example', fetch });
  const output: Output = {
    isJson: false,
    isStyled: false,
    tables: {},
    text: (line) => void lines.push(line),
    json: () => {},
    table: (headings, rows) => void lines.push(renderTable(headings, rows, {})),
    note: () => {},
  };
  await tuning([command, 'x.a'], client, output);
  return lines.join('\n');
}

const tellHistory = (answer: object) => tell('history', { '/v1/tuning/x.a/history': answer });

const CHANGE = { at: '2026-01-02T03:04:05.678Z', by: 'operator', settings: { concurrency: 4 } };

it('ag06 tuning history tells what people have changed, and why', async () => {
  const changes = [{ ...CHANGE, reason: 'their limit' }];
  expect(await tellHistory({ items: [], changes, stream: null })).toContain(
    '2026-01-02T03:04:05.678Z operator: {"settings":{"concurrency":4}} their limit',
  );
});

it('ag06 tuning history shows control characters of a reason', async () => {
  const changes = [{ ...CHANGE, reason: '\u001b[31mred' }];
  expect(await tellHistory({ items: [], changes, stream: null })).not.toContain('\u001b');
});

it('ag06 tuning history works with a dispatcher of the release before, which tells no changes', async () => {
  expect(await tellHistory({ items: [], stream: 'tuning.x.a' })).toContain('ag06 streams read tuning.x.a');
});

it('ag06 tuning status tells what is not done, and why', async () => {
  const standing = [
    {
      setting: null,
      reason: 'FROZEN',
      sentence: 'Nothing was heard of it for 15 s, and there is work.',
    },
    { setting: 'concurrency', reason: 'NO_CREDIT', sentence: 'no trial: 0.3 s of credit, 0.8 needed' },
  ];
  const state = {
    mode: 'live',
    leader: 'o-1',
    at: '2026-01-02T03:04:05.678Z',
    valuePerSec: null,
    predictedPerSec: null,
    stage: null,
    standing,
    decisions: [],
  };
  const policy = { mode: null, objective: null, bounds: null, locks: [], frozen: null };
  const told = await tell('status', { '/v1/tuning/x.a': { agent: 'x.a', published: null, state, policy } });
  expect(told).toContain('Nothing was heard of it for 15 s, and there is work.');
  expect(told).toContain('concurrency: no trial: 0.3 s of credit, 0.8 needed');
});
