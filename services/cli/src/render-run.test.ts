import { expect, it } from '@jest/globals';
import { renderRun } from './render-run.ts';

const RUN = {
  runId: 'r0-1',
  workflow: 'w',
  status: 'failed',
  createdAt: '2026-01-01T00:00:00.000Z',
  error: { code: 'AGENT_FAILED', message: 'no' },
} as const;
const failed = (attempt: number, outcome: 'retrying' | 'failed') => ({
  attempt,
  outcome,
  worker: 'w-1',
  waitMs: 3.4,
  durationMs: 1_500,
  inputBytes: 9,
  error: { code: 'AGENT_FAILED', message: 'no\u001b[31m' },
  stack: 'Error: no\n    at x.ts:1:1',
});

it('renderRun shows the duration and worker of each step, and its final failure', () => {
  const steps = { s: { status: 'failed', attempt: 2 }, t: { status: 'cancelled', attempt: 0 } } as const;
  const attempts = new Map([['s', [failed(1, 'retrying'), failed(2, 'failed')]]]);
  expect(
    renderRun({ ...RUN, steps }, attempts, false).join('\n'),
  ).toBe(`r0-1  w  failed  2026-01-01T00:00:00.000Z
STEP  STATUS     ATTEMPT  TOOK   WORKER
s     failed     2        1.5 s  w-1
t     cancelled  0

s attempt 2 failed: AGENT_FAILED no\\x1b[31m
  on w-1, for 1.5 s, after a wait of 3 ms, given 9 bytes
  (--verbose shows every attempt, and where it was thrown)

error: AGENT_FAILED no`);
});

it('renderRun shows every attempt with its stack on request', () => {
  const steps = { s: { status: 'failed', attempt: 2 } } as const;
  const lines = renderRun(
    { ...RUN, steps },
    new Map([['s', [failed(1, 'retrying'), failed(2, 'failed')]]]),
    true,
  );
  expect(lines.filter((line) => /attempt \d/.test(line))).toHaveLength(2);
  expect(lines.filter((line) => line === '      at x.ts:1:1')).toHaveLength(2);
});

it('renderRun counts items, and leaves out empty columns', () => {
  const items = { total: 5, completed: 3, failed: 1, running: 1 };
  const [, table] = renderRun(
    { ...RUN, steps: { e: { status: 'running', attempt: 1, items } } },
    new Map(),
    false,
  );
  expect(table).toBe('STEP  STATUS   ATTEMPT  ITEMS\ne     running  1        4/5, 1 failed');
});

it('an output sends no control character to the terminal', () => {
  const run = { runId: 'r0', workflow: 'w', createdAt: '2026-01-01T00:00:00.000Z', steps: {} };
  const lines = renderRun({ ...run, status: 'completed', output: '\u009b2J' }, new Map(), false);
  expect(lines.at(-1)).toBe('"\\u009b2J"');
});
