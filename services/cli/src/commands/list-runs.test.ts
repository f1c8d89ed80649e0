import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import type { Output } from '../output.ts';
import { renderTable } from '../table.ts';
import { listRuns } from './list-runs.ts';

function createList() {
  const asked: string[] = [];
  const lines: string[] = [];
  const output: Partial<Output> = {
    json: () => {},
    text: (line) => void lines.push(line),
    table: (headings, rows) => void lines.push(renderTable(headings, rows, {})),
  };
  const run = {
    runId: 'r',
    workflow: 'w',
    status: 'running',
    correlationId: 'c',
    createdAt: '2026-01-02T03:04:05.678Z',
    attributes: { customer: 'c-7\u001b', total: 120.5 },
  };
  const client = new Client({
    url: 'http://fleet',
    fetch: async (url) => {
      asked.push(decodeURIComponent(String(url)));
      return Response.json({ items: [run] });
    },
  });
  return { asked, lines, list: (...args: string[]) => listRuns(args, client, output as Output) };
}

it('ag06 runs list asks for attributes, and shows them', async () => {
  const { asked, lines, list } = createList();
  await list('--attr', 'total=gt:100', '--attr', 'total=lt:200', '--attr', 'label=a=b');
  expect(asked).toEqual(['http://fleet/v1/runs?attr.total=gt:100&attr.total=lt:200&attr.label=a=b']);
  expect(lines[0]).toMatch(/ATTRIBUTES\n/);
  expect(lines[0]).toContain('total=120.5');
  expect(lines[0]).not.toContain('\u001b');
});

it('ag06 runs list refuses a condition without a name, and shows the form of one', async () => {
  const { list } = createList();
  await expect(list('--attr', 'total')).rejects.toThrow('--attr takes NAME=VALUE');
  await expect(list('--attr', '=7')).rejects.toThrow('--attr takes NAME=VALUE');
});
