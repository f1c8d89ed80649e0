import { expect, it } from '@jest/globals';
import type { AttemptFacts } from './attempt-observer.ts';
import { WorkTally } from './work-tally.ts';

const attempt = (agent: string, durMs: number): AttemptFacts => ({
  agent,
  workflow: 'w',
  step: 'a',
  runId: 'r',
  attempt: 1,
  priority: 'normal',
  inputLength: 0,
  waitMs: 0,
  durMs,
  outcome: 'ok',
  startedAt: 0,
  inflightAtStart: 1,
  configVersion: 0,
  isCanary: false,
  isHedge: false,
});

it('a worker’s record tells for each of its agents how many attempts ended, how long they took, and what runs', () => {
  const tally = new WorkTally();
  for (const durMs of [10.25, 20.5]) tally.finished(attempt('core.echo', durMs));
  const slots = new Map([
    ['core.echo', { limit: 10 }],
    ['core.sleep', { limit: 4 }],
  ]);
  expect(tally.describe(slots, (agent) => (agent === 'core.sleep' ? 3 : 0))).toEqual({
    work: {
      'core.echo': { ended: 2, busyMs: 31, running: 0, slots: 10 },
      'core.sleep': { ended: 0, busyMs: 0, running: 3, slots: 4 },
    },
  });
});
