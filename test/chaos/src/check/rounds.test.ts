import { describe, expect, it } from '@jest/globals';
import { checkHistory } from './check-history.ts';
import { createHistory } from './history-fixture.ts';
import { firstRounds, lastRounds } from './rounds.ts';
import { addBefore, eventOf, runOf } from './spoiling.ts';

const typesOf = (history: ReturnType<typeof createHistory>) =>
  history.runs
    .find(({ runId }) => runId === 'r12')
    ?.events.map(({ type, step = '' }) => `${type} ${step}`.trim());

describe('the rounds of a run that was retried', () => {
  it('are told apart: the last one has nothing of what was begun anew', () => {
    const told = typesOf(lastRounds(createHistory()));
    expect(told?.filter((text) => text.endsWith(' b'))).toEqual([
      'step.scheduled b',
      'step.started b',
      'step.completed b',
    ]);
    expect(told?.filter((text) => text.startsWith('run.'))).toEqual([
      'run.accepted',
      'run.started',
      'run.completed',
    ]);
  });

  it('are told apart: the first one ends with its failure, and no other run is among them', () => {
    const { runs } = firstRounds(createHistory());
    expect(runs.map(({ runId, run }) => `${runId} ${run.status}`)).toEqual(['r12 failed', 'r14 failed']);
    expect(runs[0]?.events.at(-1)?.type).toBe('run.failed');
  });

  it('are told apart: the last one keeps the items that had completed before', () => {
    const run = lastRounds(createHistory()).runs.find(({ runId }) => runId === 'r14');
    const items = run?.events.flatMap(({ type, item }) => (type === 'item.completed' ? [item] : []));
    expect(items).toEqual([0, 1, 2]);
    expect(run?.events.filter(({ type, step }) => type === 'step.started' && step === 'each')).toHaveLength(
      1,
    );
  });

  it('have a violation where an item is done again that had completed', () => {
    const history = createHistory((draft) => {
      addBefore(draft, 'r14', 'step.completed each', eventOf(draft, 'r14', 'item.completed each[0]'));
      runOf(draft, 'r14').events.forEach((event, i) => {
        event.seq = i + 1;
      });
    });
    expect(checkHistory(history).map(({ invariant }) => invariant)).toContain('I4');
  });

  it('have no violation where a reader saw the failure before the retry', () => {
    const history = createHistory((draft) => {
      const run = { ...structuredClone(runOf(draft, 'r12').run), status: 'failed', output: undefined };
      draft.observations.push({ runId: 'r12', from: 71, to: 72, of: 'run', run });
    });
    expect(checkHistory(history)).toEqual([]);
  });

  it('have no violation where all is well', () => {
    expect(checkHistory(createHistory())).toEqual([]);
  });

  it.each([
    ['first', 'step.failed b'],
    ['last', 'step.completed b'],
  ])('are both checked: a second outcome of the %s one is found', (_, text) => {
    const history = createHistory((draft) => {
      const outcome = eventOf(draft, 'r12', text);
      addBefore(draft, 'r12', text, outcome);
      runOf(draft, 'r12').events.forEach((event, i) => {
        event.seq = i + 1;
      });
    });
    expect(checkHistory(history).map(({ invariant }) => invariant)).toContain('I4');
  });
});
