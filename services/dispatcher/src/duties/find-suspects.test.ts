import { compile } from '@ag06/engine';
import type { RunRecord, UnitRecord } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { findSuspects, isStuck } from './find-suspects.ts';

const compiled = compile({ name: 'p', steps: { a: { agent: 'x.a' }, b: { agent: 'x.b', needs: ['a'] } } });
if (!compiled.ok) throw new Error('The test’s plan does not compile.');
const { plan } = compiled;

const unit = (more: Partial<UnitRecord>): UnitRecord => ({
  status: 'scheduled',
  attempt: 1,
  dispatch: 2,
  lost: 0,
  by: '',
  source: '',
  holder: '',
  delivery: 0,
  token: 0,
  worker: '',
  dueAt: 0,
  evaluates: false,
  reads: [],
  blockedBy: undefined,
  awaits: undefined,
  park: 0,
  ...more,
});
const runOf = (units: Record<string, UnitRecord>): RunRecord => ({
  runId: 'r',
  meta: { workflow: 'p', version: 'v', tenant: 'default', correlationId: 'c', priority: 'normal', tags: [] },
  status: 'running',
  createdAt: 0,
  finishedAt: undefined,
  input: null,
  output: undefined,
  error: undefined,
  units: new Map(Object.entries(units)),
  items: new Map(),
});
const suspect = (more: Partial<UnitRecord>) => {
  const [found] = findSuspects(runOf({ b: unit(more) }), plan);
  if (found === undefined) throw new Error('Not suspected.');
  return found;
};

describe('findSuspects', () => {
  it('returns the open units, each with the job that would move it', () => {
    const units = {
      a: unit({ status: 'completed' }),
      b: unit({ status: 'running', holder: 'a.d1', token: 3 }),
    };
    expect(findSuspects(runOf(units), plan)).toMatchObject([
      { name: 'b', job: { agent: 'x.a', jobId: 'r.a.d1' } },
    ]);
    expect(suspect({ dispatch: 2 }).job).toEqual({ agent: 'x.b', jobId: 'r.b.d2' });
  });
});

describe('findSuspects, of a blocked unit,', () => {
  it('returns nothing, because others look at its reason', () => {
    const blocked = unit({ status: 'blocked', blockedBy: 'breaker:shop' });
    expect(findSuspects(runOf({ a: blocked, 'b.1': { ...blocked, item: 3 } }), plan)).toEqual([]);
  });
});

describe('findSuspects, of a step whose lanes run,', () => {
  it('returns the lanes, each with its own job, and not the step', () => {
    const units = {
      b: unit({ status: 'running', dispatch: 0 }),
      'b.4': unit({ status: 'running', holder: 'b.4.d2', token: 3, item: 40 }),
      'b.5': unit({ status: 'retrying', dispatch: 7, item: 41 }),
    };
    expect(findSuspects(runOf(units), plan)).toMatchObject([
      { name: 'b.4', job: { agent: 'x.b', jobId: 'r.b.4.d2' } },
      { name: 'b.5', job: { agent: 'x.b', jobId: 'r.b.5.d7' } },
    ]);
  });
});

describe('a unit is stuck', () => {
  it.each([
    ['scheduled, and its job is gone', suspect({}), 'absent', false, true],
    ['scheduled, and its job waits', suspect({}), 'queued', false, false],
    [
      'a retry that is due, and its job is gone',
      suspect({ status: 'retrying', dueAt: 900 }),
      'absent',
      false,
      true,
    ],
    ['a retry that is not due', suspect({ status: 'retrying', dueAt: 1_100 }), 'absent', false, false],
    [
      'running, and its job is locked',
      suspect({ status: 'running', holder: 'b.d2', token: 1 }),
      'locked',
      false,
      false,
    ],
    [
      'running, and its job has just lost its lock',
      suspect({ status: 'running', holder: 'b.d2', token: 1 }),
      'unlocked',
      false,
      false,
    ],
    [
      'running, and its job is unlocked for long',
      suspect({ status: 'running', holder: 'b.d2', token: 1 }),
      'unlocked',
      true,
      true,
    ],
    [
      'running, and its job is gone',
      suspect({ status: 'running', holder: 'b.d2', token: 1 }),
      'absent',
      false,
      true,
    ],
    ['ready, and nobody holds it', suspect({ status: 'ready' }), 'absent', false, true],
    [
      'ready, and a dispatcher has just taken it',
      suspect({ status: 'ready', token: 1, dueAt: 900 }),
      'absent',
      false,
      false,
    ],
    [
      'ready, and a dispatcher took it long ago',
      suspect({ status: 'ready', token: 1, dueAt: -20_000 }),
      'absent',
      false,
      true,
    ],
  ] as const)('%s', (_, found, place, isLongUnlocked, expected) => {
    expect(isStuck(found, place, 1_000, isLongUnlocked)).toBe(expected);
  });
});
