import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import type { Output } from '../output.ts';
import { schedules } from './schedules.ts';

const SCHEDULE = {
  name: 'nightly',
  workflow: 'report',
  cron: '0 3 * * *',
  zone: 'UTC',
  overlap: 'skip',
  catchUp: 'last',
  managed: false,
  paused: false,
  running: null,
  queued: [],
  upcoming: ['2026-12-01T03:00:00Z'],
};

/** Plays `ag06 schedules set nightly …`; resolves with what it sent and printed. */
async function set(...args: readonly string[]) {
  const sent: unknown[] = [];
  const lines: string[] = [];
  const output: Partial<Output> = { json: () => {}, text: (line) => void lines.push(line) };
  const client = new Client({
    url: 'http://fleet',
    fetch: async (_url, init) => {
      sent.push(JSON.parse(String(init?.body)));
      return Response.json(SCHEDULE);
    },
  });
  const words = ['set', 'nightly', '--workflow', 'report', '--cron', '0 3 * * *', ...args];
  expect(await schedules(words, client, output as Output)).toBe(0);
  return { sent, text: lines.join('\n') };
}

it('ag06 schedules set says that it saved, and how to start a run now', async () => {
  const { sent, text } = await set();
  expect(sent).toEqual([{ workflow: 'report', cron: '0 3 * * *' }]);
  expect(text).toMatch(/next: 2026-12-01T03:00:00Z\nSaved\. .*ag06 schedules trigger nightly$/);
});

it('ag06 schedules set --dry-run says that nothing is saved', async () => {
  const { sent, text } = await set('--dry-run');
  expect(sent).toEqual([expect.objectContaining({ dryRun: true })]);
  expect(text).toMatch(/nothing is saved/);
  expect(text).not.toContain('Saved.');
});

it('ag06 schedules set --create asks that no other schedule is replaced', async () => {
  const { sent } = await set('--create');
  expect(sent).toEqual([expect.objectContaining({ create: true })]);
});
