import { describe, expect, it } from '@jest/globals';
import type { History, LoggedEvent, RecordedRun } from '../history.ts';
import { checkEffects } from './check-effects.ts';
import { checkHistory } from './check-history.ts';
import { checkLog } from './check-log.ts';
import { checkRuns } from './check-runs.ts';

const log = (...types: string[]): LoggedEvent[] =>
  types.map((text, i) => {
    const [type = '', step, attempt] = text.split(' ');
    const at = `2026-01-01T00:00:00.${String(i).padStart(3, '0')}Z`;
    return {
      seq: i + 1,
      type,
      at,
      ...(step && { step, attempt: Number(attempt ?? 1), output: { step, value: 1 } }),
    };
  });
const run = (events: LoggedEvent[], more: Partial<RecordedRun> = {}): RecordedRun => ({
  runId: 'r',
  workflow: 'retry',
  status: 'completed',
  events,
  eventsAgain: events,
  ...more,
});
const history = (more: Partial<History>): History => ({
  submissions: [],
  cancellations: [],
  effects: [],
  runs: [],
  faults: {},
  recoveryMs: 0,
  ...more,
});
const GOOD = ['run.accepted', 'run.started', 'step.scheduled a', 'step.started a', 'step.completed a'];
const effect = { runId: 'r', step: 'a', attempt: 1, key: 'r:a', pid: 1, at: 0 };

it('finds nothing in a good log', () => {
  expect(checkLog(run(log(...GOOD, 'step.started b', 'step.completed b', 'run.completed')))).toEqual([]);
});

it('lets an attempt start again after a lost delivery', () => {
  const again = ['step.redelivered a', 'step.started a', 'step.completed a', 'run.completed'];
  expect(checkLog(run(log(...GOOD.slice(0, -1), ...again)))).toEqual([]);
});

describe('a bad log is found out', () => {
  it.each([
    ['I2', ['run.accepted']],
    ['I2', [...GOOD, 'run.completed', 'run.completed']],
    ['I2', ['run.completed', 'step.started a']],
    ['I2', ['run.failed']],
    ['I4', [...GOOD, 'step.completed a', 'run.completed']],
    ['I5', ['step.scheduled a', 'step.scheduled a', 'run.completed']],
    ['I6', ['step.started b', 'run.completed']],
    ['I11', ['step.started a 1', 'step.started a 1', 'run.completed']],
    [
      'I11',
      ['step.started a 1', 'step.started a 2', 'step.started a 3', 'step.started a 4', 'run.completed'],
    ],
    ['I18', ['step.started a 1', 'step.started a 2', 'step.completed a 1', 'run.completed']],
  ])('%s in %j', (invariant, types) => {
    expect(checkLog(run(log(...types))).map((violation) => violation.invariant)).toContain(invariant);
  });

  it('I8 where numbers have gaps, or two readers differ', () => {
    const events = log('run.completed').map((event) => ({ ...event, seq: 2 }));
    expect(checkLog(run(events))).toEqual([expect.objectContaining({ invariant: 'I8' })]);
    expect(checkLog(run(log('run.completed'), { eventsAgain: [] }))).toEqual([
      expect.objectContaining({ invariant: 'I8' }),
    ]);
  });

  it('I21 where a fourth delivery was lost', () => {
    const events = log('step.redelivered a', 'run.completed').map((event) => ({ ...event, lost: 4 }));
    expect(checkLog(run(events)).map((violation) => violation.invariant)).toContain('I21');
  });
});

describe('what callers saw is held against the runs', () => {
  const acknowledged = { workflow: 'chain', key: 'k', outcome: 'acknowledged', runIds: ['r'] } as const;
  it.each([
    ['I1', history({ submissions: [acknowledged] })],
    ['I1', history({ submissions: [acknowledged], runs: [run([], { status: 'running' })] })],
    ['I3', history({ runs: [run([])] })],
    ['I9', history({ submissions: [acknowledged, { ...acknowledged, runIds: ['s'] }] })],
    ['I9', history({ submissions: [acknowledged, { ...acknowledged, key: 'l' }] })],
    ['I19', history({ recoveryMs: 60_001 })],
  ])('%s', (invariant, bad) => {
    expect(checkRuns(bad).map((violation) => violation.invariant)).toContain(invariant);
  });
});

describe('what handlers did is held against the records', () => {
  const completed = run(log('step.started a', 'step.completed a', 'run.completed'));
  const end = { ...effect, kind: 'end', output: { step: 'a', value: 1 } } as const;
  it('I7 where an output came from nowhere, or a step saw another', () => {
    expect(checkEffects(history({ runs: [completed], effects: [end] }))).toEqual([]);
    expect(checkEffects(history({ runs: [completed] }))).toMatchObject([{ invariant: 'I7' }]);
    const seen = { ...effect, step: 'b', key: 'r:b', kind: 'start', see: { a: 'else' } } as const;
    expect(checkEffects(history({ runs: [completed], effects: [end, seen] }))).toMatchObject([
      { invariant: 'I7' },
    ]);
  });
  it('I10 where a handler starts late, or the run is not cancelled', () => {
    const cancellations = [{ runId: 'r', acknowledgedAt: 0, status: 202 }];
    const late = { ...effect, kind: 'start', at: 1_500, see: {} } as const;
    const runs = [run([], { status: 'cancelled' })];
    expect(checkEffects(history({ cancellations, runs, effects: [late] }))).toMatchObject([
      { invariant: 'I10' },
    ]);
    expect(checkEffects(history({ cancellations, runs: [run([], { status: 'failed' })] }))).toMatchObject([
      { invariant: 'I10' },
    ]);
  });
  it('I17 where two steps share a key', () => {
    const effects = [end, { ...end, step: 'b' }];
    expect(checkEffects(history({ effects }))).toMatchObject([{ invariant: 'I17' }]);
  });
});

it('I20: an empty run proves nothing', () => {
  const found = checkHistory(history({}), ['kill worker']).filter(
    (violation) => violation.invariant === 'I20',
  );
  expect(found.map((violation) => violation.what)).toContain('no faults of kind kill worker');
  expect(found.length).toBeGreaterThan(5);
});
