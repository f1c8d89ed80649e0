import { expect, it } from '@jest/globals';
import { noteUnreadable } from './note-unreadable.ts';

it('runs that cannot be archived are logged once a second, and the next line counts the others', () => {
  const lines: object[] = [];
  let now = 0;
  const note = noteUnreadable({ error: (fields) => lines.push(fields) }, () => now);
  for (const runId of ['r-1', 'r-2', 'r-3']) note(runId, new Error('broken'));
  now = 1_000;
  note('r-4', new Error('broken'));
  expect(lines).toMatchObject([
    { runId: 'r-1', others: 0 },
    { runId: 'r-4', others: 2 },
  ]);
});
