import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import type { Output } from '../output.ts';
import { renderTable } from '../table.ts';
import { tuning } from './tuning.ts';

async function tellHistory(answer: object): Promise<string> {
  const lines: string[] = [];
  const client = new Client({ url: 'http://fleet.example', fetch: async () => Response.json(answer) });
  const output: Output = {
    isJson: false,
    isStyled: false,
    tables: {},
    text: (line) => void lines.push(line),
    json: () => {},
    table: (headings, rows) => void lines.push(renderTable(headings, rows, {})),
    note: () => {},
  };
  await tuning(['history', 'x.a'], client, output);
  return lines.join('\n');
}

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
