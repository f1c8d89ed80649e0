import type { EventType, Json, RunEvent } from '@ag06/contracts';
import { compile, type Plan } from '@ag06/engine';
import { describe, expect, it } from '@jest/globals';
import { RunJobs, toRecordedJobs } from './record-jobs.ts';

const META = {
  workflow: 'w',
  version: 'v',
  tenant: 'default',
  correlationId: 'c',
  priority: 'high',
  tags: [],
} as const;

function planOf(steps: Readonly<Record<string, Json>>): Plan {
  const compiled = compile({ name: 'w', steps });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled));
  return compiled.plan;
}

type Told = readonly [at: number, type: EventType, more?: Partial<RunEvent>];

/** What the agent `x` did, of events that are about the step `a` if they do not say otherwise. */
function jobsOf(told: readonly Told[], steps: Readonly<Record<string, Json>> = { a: { agent: 'x' } }) {
  const fold = new RunJobs({ meta: META, createdAt: 5 }, planOf(steps), { agent: 'x', maxAttempts: 4 });
  told.forEach(([at, type, more], i) => {
    const step = type.startsWith('run.') ? {} : { step: 'a' };
    fold.add({ seq: i + 1, type, at, ...step, ...more });
  });
  return toRecordedJobs(fold.jobs, () => true);
}

describe('RunJobs', () => {
  it('tells of a step when it came, waited, ran, and how it ended', () => {
    const jobs = jobsOf([
      [10, 'step.scheduled'],
      [25, 'step.started'],
      [40, 'step.completed'],
    ]);
    expect(jobs).toMatchObject([
      {
        kind: 'w/a',
        priority: 'high',
        arrivedAt: 10,
        runStartedAt: 5,
        end: 'done',
        maxAttempts: 4,
        isRetryTuned: true,
        attempts: [{ dueAt: 10, startedAt: 25, endedAt: 40, outcome: 'ok' }],
      },
    ]);
  });

  it('tells each attempt, and since when the next one could begin', () => {
    const [job] = jobsOf([
      [10, 'step.scheduled'],
      [10, 'step.started'],
      [20, 'step.retrying', { error: { code: 'STEP_TIMED_OUT' }, dueAt: 70 }],
      [80, 'step.started'],
      [90, 'step.failed', { error: { code: 'X' } }],
    ]);
    expect(job?.end).toBe('failed');
    expect(job?.attempts).toEqual([
      { dueAt: 10, startedAt: 10, endedAt: 20, outcome: 'timeout' },
      { dueAt: 70, startedAt: 80, endedAt: 90, outcome: 'error' },
    ]);
  });

  it('knows the step that the end of another one of the agent brought', () => {
    const jobs = jobsOf(
      [
        [0, 'step.scheduled'],
        [0, 'step.started'],
        [30, 'step.completed'],
        [30, 'step.started', { step: 'b' }],
        [50, 'step.completed', { step: 'b' }],
      ],
      { a: { agent: 'x' }, b: { agent: 'x', needs: ['a'] } },
    );
    expect(jobs.map(({ after }) => after)).toEqual([undefined, 0]);
  });

  it('counts no step of another agent, and no list, but its items', () => {
    const jobs = jobsOf(
      [
        [0, 'step.started', { items: 1 }],
        [0, 'item.scheduled', { item: 0 }],
        [5, 'item.started', { item: 0 }],
        [9, 'item.completed', { item: 0 }],
        [9, 'step.scheduled', { step: 'b' }],
      ],
      { a: { agent: 'x', forEach: [1], with: '${ item }' }, b: { agent: 'y', needs: ['a'] } },
    );
    expect(jobs).toMatchObject([{ arrivedAt: 0, attempts: [{ startedAt: 5, endedAt: 9 }] }]);
  });

  it('leaves out what a person kept from its queue, but not what a limit did', () => {
    const waitAfter = (reason: string) => {
      const [job] = jobsOf([
        [0, 'step.scheduled'],
        [10, 'step.blocked', { reason }],
        [100, 'step.scheduled'],
        [105, 'step.started'],
        [110, 'step.completed'],
      ]);
      return job?.attempts.map(({ startedAt, dueAt }) => startedAt - dueAt);
    };
    expect(waitAfter('hold:agent')).toEqual([5]);
    expect(waitAfter('limit:agent:x')).toEqual([105]);
  });

  it('tells an attempt that was put aside as one that does not count', () => {
    const [job] = jobsOf([
      [0, 'step.scheduled'],
      [0, 'step.started'],
      [10, 'step.blocked', { reason: 'breaker:x', error: { code: 'X' } }],
      [50, 'step.scheduled'],
      [60, 'step.started'],
      [70, 'step.completed'],
    ]);
    expect(job?.attempts.map(({ outcome }) => outcome)).toEqual(['429', 'ok']);
  });

  it('tells what is cancelled, what is open, and not what never began', () => {
    const ends = jobsOf([
      [0, 'step.scheduled'],
      [1, 'step.started'],
      [2, 'step.cancelled'],
      [3, 'step.scheduled'],
      [4, 'step.cancelled'],
      [5, 'step.scheduled'],
    ]).map(({ end, arrivedAt }) => [arrivedAt, end]);
    expect(ends).toEqual([
      [0, 'cut'],
      [5, 'open'],
    ]);
  });

  it.each(['run.cancelled', 'run.failed', 'run.timed_out'] as const)(
    'knows by %s that what waits for a slot will never take one',
    (type) => {
      const jobs = jobsOf(
        [
          [0, 'step.scheduled'],
          [0, 'step.scheduled', { step: 'b' }],
          [1, 'step.started', { step: 'b' }],
          [2, 'step.retrying', { step: 'b', dueAt: 9 }],
          [3, 'step.scheduled', { step: 'c' }],
          [4, 'step.started', { step: 'c' }],
          [5, type],
        ],
        { a: { agent: 'x' }, b: { agent: 'x' }, c: { agent: 'x' } },
      );
      expect(jobs.map(({ end, attempts }) => [end, attempts.map(({ endedAt }) => endedAt)])).toEqual([
        ['cut', [2]],
        ['cut', [5]],
      ]);
    },
  );

  it('knows by the end of a list that its other items will not be done, and nothing of other steps', () => {
    const jobs = jobsOf(
      [
        [0, 'step.started', { items: 2 }],
        [0, 'item.scheduled', { item: 0 }],
        [0, 'item.scheduled', { item: 1 }],
        [1, 'step.scheduled', { step: 'b' }],
        [9, 'step.timed_out'],
      ],
      { a: { agent: 'x', forEach: [1, 2], with: '${ item }' }, b: { agent: 'x' } },
    );
    expect(jobs).toMatchObject([{ kind: 'w/b', end: 'open' }]);
  });

  it('tells rules of its own that a step has', () => {
    const [job] = jobsOf([[0, 'step.scheduled']], {
      a: { agent: 'x', timeout: '5s', retry: { maxAttempts: 2 } },
    });
    expect(job).toMatchObject({
      timeoutMs: 5_000,
      isTimeoutTuned: false,
      maxAttempts: 2,
      isRetryTuned: false,
    });
  });
});
