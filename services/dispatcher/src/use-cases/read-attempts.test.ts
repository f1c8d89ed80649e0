import type { RunEvent } from '@ag06/contracts';
import type { RunStore } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { readAttempts } from './read-attempts.ts';

type Events = readonly RunEvent[];

/** A log, and how many of its events were read. */
function logOf(events: Events, round = 0) {
  const log = { read: 0, calls: 0 };
  const runs: Pick<RunStore, 'loadLogPage' | 'loadFields'> = {
    loadFields: async () => (round === 0 ? new Map() : new Map([['round', String(round)]])),
    loadLogPage: async (_, after, limit) => {
      const page = events.slice(after, after + limit).map((event, i) => ({ ...event, seq: after + i + 1 }));
      log.read += page.length;
      log.calls++;
      return { events: page, bytes: 0, more: after + page.length < events.length };
    },
  };
  return { log, runs };
}

/** The log of a step over `total` items, `lanes` at a time, of which each seventh is tried twice. */
function eachOf(total: number, lanes: number): Events {
  const events: RunEvent[] = [];
  const add = (type: RunEvent['type'], more: object) =>
    events.push({ seq: events.length + 1, at: events.length, type, step: 'each', ...more });
  add('run.accepted', { step: undefined });
  add('step.started', { attempt: 1, worker: 'w', items: total });
  for (let item = 0; item < total + lanes; item++) {
    if (item < total) add('item.started', { item, attempt: 1, worker: 'w' });
    const done = item - lanes;
    if (done < 0) continue;
    if (done % 7 === 0) {
      add('item.retrying', { item: done, attempt: 1, dueAt: 0, error: { code: 'X', message: '' } });
      add('item.started', { item: done, attempt: 2, worker: 'w' });
    }
    add('item.completed', { item: done, attempt: done % 7 === 0 ? 2 : 1 });
  }
  return events;
}

describe('readAttempts of an item', () => {
  const events = eachOf(30_000, 50);

  it.each([0, 1, 49, 50, 7_000, 15_001, 29_999])('number %i are found, wherever they are', async (item) => {
    const { runs } = logOf(events);
    const { attempts, isCut } = await readAttempts(runs, 'r', 'each', item);
    const outcomes = item % 7 === 0 ? ['retrying', 'completed'] : ['completed'];
    expect([attempts.map(({ outcome }) => outcome), isCut]).toEqual([outcomes, false]);
  });

  it('costs few reads, even for the last of many items', async () => {
    const { runs, log } = logOf(events);
    await readAttempts(runs, 'r', 'each', 29_999);
    expect(log.calls).toBeLessThan(50);
    expect(log.read).toBeLessThan(5_000);
  });

  it('finds the attempts even if other steps fill the log before and between', async () => {
    const other = (count: number, from: number): RunEvent[] =>
      Array.from({ length: count }, (_, i) => ({
        seq: 0,
        at: from + i,
        type: 'item.started',
        step: 'other',
        item: i,
        attempt: 1,
      }));
    const mixed = [...other(3_000, 0), ...events.slice(0, 4_000), ...other(500, 0), ...events.slice(4_000)];
    for (const item of [0, 1_000, 1_900, 20_000]) {
      const { attempts } = await readAttempts(logOf(mixed).runs, 'r', 'each', item);
      expect([item, attempts.length > 0]).toEqual([item, true]);
    }
  });
});

it('readAttempts reads a bounded part of a log without an end of the step, and says so', async () => {
  const endless: RunEvent[] = Array.from({ length: 50_000 }, (_, i) => ({
    seq: i + 1,
    at: i,
    type: 'step.started',
    step: 'a',
    attempt: 1,
    worker: 'w',
  }));
  const { runs, log } = logOf(endless);
  const { attempts, isCut } = await readAttempts(runs, 'r', 'b', undefined);
  expect([attempts, isCut]).toEqual([[], true]);
  expect(log.read).toBe(20_000);
});

it('readAttempts returns at most the last 100 attempts', async () => {
  const lost: RunEvent[] = Array.from({ length: 300 }, (_, i) => ({
    seq: i + 1,
    at: i,
    step: 'a',
    attempt: 1,
    worker: `w-${i}`,
    type: i === 0 ? 'step.started' : 'step.redelivered',
  }));
  const { attempts } = await readAttempts(logOf(lost).runs, 'r', 'a', undefined);
  expect([attempts.length, attempts.at(-1)?.worker]).toEqual([100, 'w-299']);
});

it('readAttempts shows the attempts before and after the retry of a run', async () => {
  const event = (seq: number, type: RunEvent['type'], more: object = {}): RunEvent => ({
    seq,
    type,
    at: seq,
    step: 's',
    attempt: 1,
    ...more,
  });
  const { runs } = logOf(
    [
      event(1, 'step.started'),
      event(2, 'step.failed', { error: { code: 'X', message: '' } }),
      event(3, 'run.retried', { step: undefined, round: 1 }),
      event(4, 'step.started'),
      event(5, 'step.completed'),
    ],
    1,
  );
  const { attempts } = await readAttempts(runs, 'r', 's', undefined);
  expect(attempts.map(({ outcome, round }) => [outcome, round])).toEqual([
    ['failed', undefined],
    ['completed', 1],
  ]);
});
