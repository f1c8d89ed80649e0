import type { WorkerView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { toWorkersAnswer } from './to-workers-answer.ts';

const worker = (of: Partial<WorkerView> = {}): WorkerView => ({
  id: 'w-1',
  host: 'h',
  pid: 1,
  agents: ['a'],
  startedAt: '2026-01-01T00:00:00.000Z',
  seenAt: '2026-01-01T00:00:00.000Z',
  status: 'serving',
  configVersion: {},
  ...of,
});

test('workers are well, have troubles, or are not there', () => {
  expect(toWorkersAnswer([])).toEqual({ tone: 'bad', text: 'No worker is there: no step begins.' });
  expect(toWorkersAnswer([worker()])).toEqual({ tone: 'good', text: '1 worker at work, all well.' });
  expect(
    toWorkersAnswer([
      worker({ status: 'draining' }),
      worker({ slots: { used: 4, limit: 4 } }),
      worker({ blocked: { forMs: 5_000, agents: ['a'] } }),
    ]),
  ).toEqual({ tone: 'bad', text: '3 workers: 1 blocked by a handler, 1 full, 1 draining.' });
});
