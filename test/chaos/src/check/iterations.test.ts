import { describe, expect, it } from '@jest/globals';
import { checkHistory } from './check-history.ts';
import { createHistory } from './history-fixture.ts';
import { earlierIterations, lastIterations } from './iterations.ts';
import { type DraftHistory, runOf } from './spoiling.ts';

const again = (history: ReturnType<typeof createHistory>, runId: string) =>
  history.runs
    .find((run) => run.runId === runId)
    ?.events.filter(({ step }) => step === 'again')
    .map(({ type, attempt }) => `${type} ${attempt}`);

/** Tells an event of a step that repeats a second time. */
const tellAgain = (type: string, number: number) => (draft: DraftHistory) => {
  const { events } = runOf(draft, 'r21');
  const at = events.findIndex(
    (event) => event.step === 'again' && event.type === type && (event.iteration ?? 0) === number,
  );
  const event = events[at];
  if (event === undefined) throw new Error(`There is no ${type} in iteration ${number}.`);
  events.splice(at, 0, { ...event });
  events.forEach((one, i) => {
    one.seq = i + 1;
  });
};
const found = (spoil: (draft: DraftHistory) => void) =>
  new Set(checkHistory(createHistory(spoil)).map(({ invariant, runId }) => `${invariant} ${runId}`));

describe('the iterations of a step', () => {
  it('are told apart: the last one has nothing of those before', () => {
    expect(again(lastIterations(createHistory()), 'r21')).toEqual([
      'step.started 1',
      'step.redelivered 1',
      'step.completed 1',
    ]);
  });

  it('are told apart: each one before ends with its own output', () => {
    const earlier = earlierIterations(createHistory());
    expect(again(earlier, 'r21 iteration 0')).toEqual(['step.started 1', 'step.completed 1']);
    expect(again(earlier, 'r21 iteration 1')).toEqual([
      'step.started 1',
      'step.retrying 1',
      'step.started 2',
      'step.completed 2',
    ]);
  });

  it('have no violation where all is well', () => {
    expect(checkHistory(createHistory())).toEqual([]);
  });

  it.each([0, 1])('are all checked: a second outcome of iteration %i is found', (number) => {
    expect(found(tellAgain('step.iterated', number))).toContain('I4 r21');
  });

  it.each([0, 1, 2])('are all checked: a second start of iteration %i is found', (number) => {
    expect(found(tellAgain('step.started', number))).toContain('I11 r21');
  });

  it('are all checked: an output that no handler of the iteration returned is found', () => {
    const swap = (draft: DraftHistory) => {
      const [first, second] = runOf(draft, 'r21').events.filter(({ type }) => type === 'step.iterated');
      if (first === undefined || second === undefined) throw new Error('There are two.');
      [first.output, second.output] = [second.output, first.output];
    };
    expect(found(swap)).toContain('I7 r21');
  });

  it('are all checked: a call too many of an earlier iteration is found', () => {
    const callAgain = (draft: DraftHistory) => {
      const calls = draft.effects.filter(
        ({ runId, step, iteration }) => runId === 'r21' && step === 'again' && iteration === 0,
      );
      draft.effects.push(...calls.map((one) => ({ ...one, call: 'x', at: one.at + 1 })));
    };
    expect(found(callAgain)).toContain('I21 r21');
  });
});
