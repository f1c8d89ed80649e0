import type { Json, RunEvent } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { compile } from '../compile/compile.ts';
import type { Difference } from './difference.ts';
import { RunReplay } from './replay-run.ts';

type Told = Partial<RunEvent> & Pick<RunEvent, 'type'>;

const ERROR = { code: 'AGENT_FAILED', message: 'no' };

function replay(events: readonly Told[], definition: Json): Difference | undefined {
  const compiled = compile(definition);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  const run = { id: 'r0-1', correlationId: 'c' };
  const replayed = new RunReplay({ run, depth: 0, now: compiled.plan, recorded: compiled.plan });
  for (const [i, event] of events.entries()) {
    const difference = replayed.add({ seq: i + 1, at: 1_000 * (i + 1), ...event });
    if (difference !== undefined) return difference;
  }
  return undefined;
}

it('a replay counts attempts that their service refused as little as the run did', () => {
  const once = {
    name: 'once',
    steps: {
      a: { agent: 'x.a', retry: { maxAttempts: 2, initialDelay: '1s', backoff: 'fixed', jitter: 'none' } },
    },
  };
  const refused = (attempt: number): Told[] => [
    { type: 'step.started', step: 'a', attempt },
    {
      type: 'step.retrying',
      step: 'a',
      attempt,
      error: { code: 'RATE_LIMITED', message: 'later' },
      dueAt: 90_000,
      retryAfterMs: 80_000,
    },
  ];
  const log: Told[] = [
    { type: 'run.accepted', input: null },
    { type: 'run.started' },
    { type: 'step.scheduled', step: 'a' },
    ...[1, 2, 3].flatMap(refused),
    { type: 'step.started', step: 'a', attempt: 4 },
    // The first failure of its own: it waits for as long as after a first attempt.
    { type: 'step.retrying', step: 'a', attempt: 4, error: ERROR, dueAt: 12_000 },
    { type: 'step.started', step: 'a', attempt: 5 },
  ];
  const failed: Told = {
    type: 'step.failed',
    step: 'a',
    attempt: 5,
    error: { ...ERROR, step: 'a', attempt: 5 },
  };
  expect(replay([...log, failed], once)).toBeUndefined();
  const again: Told = { type: 'step.retrying', step: 'a', attempt: 5, error: ERROR, dueAt: 14_000 };
  expect(replay([...log, again], once)).toMatchObject({
    type: 'step.retrying',
    now: expect.stringContaining('fail'),
  });
});
