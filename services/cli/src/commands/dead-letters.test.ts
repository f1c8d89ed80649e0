import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import type { Output } from '../output.ts';
import { renderTable } from '../table.ts';
import { deadLetters } from './dead-letters.ts';

it('ag06 says below the dead letters, once for each reason, what can be done', async () => {
  const letter = { id: '1-0', at: '2026-01-02T03:04:05.678Z', queue: 'agent.x', jobId: '1', data: null };
  const items = [
    { ...letter, reason: 'JOB_INVALID', remedy: 'Find out who writes to the queue.' },
    { ...letter, reason: 'JOB_INVALID', remedy: 'Find out who writes to the queue.' },
    { ...letter, reason: 'SUBMISSION_INVALID' },
  ];
  const lines: string[] = [];
  const output: Partial<Output> = {
    json: () => {},
    text: (line) => void lines.push(line),
    table: (headings, rows) => void lines.push(renderTable(headings, rows, {})),
  };
  const client = new Client({ url: 'http://fleet', fetch: async () => Response.json({ items }) });
  await deadLetters([], client, output as Output);
  expect(lines).toEqual([
    expect.stringMatching(/^ID +AT +QUEUE +JOB +REASON\n/),
    '\nJOB_INVALID: Find out who writes to the queue.',
  ]);
});
