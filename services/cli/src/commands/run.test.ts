import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import type { Output } from '../output.ts';
import { runWorkflow } from './run.ts';

const STEPS = {
  fetch: { agent: 'web.fetch' },
  sum: { agent: 'text.sum' },
  again: { agent: 'text.sum' },
  wait: { kind: 'sleep', for: '1s' },
};

async function play(workers: Response) {
  const notes: string[] = [];
  const output: Partial<Output> = {
    json: () => {},
    text: () => {},
    note: (line) => void notes.push(line),
  };
  const answer = (path: string): Response => {
    if (path === '/v1/workers') return workers;
    if (path === '/v1/runs') return Response.json({ runId: 'r0-1', status: 'running' }, { status: 202 });
    return Response.json({ name: 'sums', version: 'v1', definition: { name: 'sums', steps: STEPS } });
  };
  const fetch = async (url: string | URL | Request) =>
    answer(new URL(url instanceof Request ? url.url : url).pathname);
  const client = new Client({ url: 'http://fleet', fetch, retryForMs: 0 });
  return { code: await runWorkflow(['sums'], client, output as Output), notes };
}

it('ag06 run warns once of each agent of the workflow that no live worker serves', async () => {
  const workers = Response.json({ items: [{ id: 'w-1', agents: ['web.fetch'] }] });
  expect(await play(workers)).toEqual({
    code: 0,
    notes: [
      'warning: No worker serves text.sum now: its steps wait until one does (ag06 runs explain r0-1).',
    ],
  });
});

it('ag06 run says nothing of workers if all agents are served, or if it may not see the workers', async () => {
  const all = Response.json({ items: [{ id: 'w-1', agents: ['web.fetch', 'text.sum'] }] });
  expect(await play(all)).toEqual({ code: 0, notes: [] });
  const problem = { status: 403, code: 'FORBIDDEN', detail: 'No.' };
  const refused = Response.json(problem, { status: 403 });
  expect(await play(refused)).toEqual({ code: 0, notes: [] });
});
