import { expect, it } from '@jest/globals';
import { checkHistory } from './check-history.ts';
import { createHistory } from './history-fixture.ts';
import { type DraftHistory, eventOf, runOf } from './spoiling.ts';

/** What the checks find in a history in which run r1 was acknowledged, and a fail-over happened at `at` from then. */
function findAfterLoss(at: number, spoil: (draft: DraftHistory) => void): string[] {
  const history = createHistory((draft) => {
    spoil(draft);
    const ack = draft.submissions.find(({ end }) => end.is === 'acknowledged' && end.runId === 'r1')?.to ?? 0;
    draft.losses.push({ from: ack + at - 1, to: ack + at + 1 });
  });
  // Without r1 too little happens; that is not what is looked at here.
  const found = checkHistory(history).filter(({ invariant }) => invariant !== 'I20');
  return [...new Set(found.map(({ invariant }) => invariant))];
}

const lose = (draft: DraftHistory) => {
  draft.runs = draft.runs.filter(({ runId }) => runId !== 'r1');
  draft.missing.push('r1');
};

it('a run that was acknowledged at the moment of a fail-over may be lost', () => {
  expect(findAfterLoss(0, lose)).toEqual([]);
});

it('a job that is left of a run that nobody was told of is excused', () => {
  const leaveJob = (draft: DraftHistory) => void draft.leftovers.deadLetters.push('RUN_UNKNOWN r99.a.d1');
  expect(findAfterLoss(1e9, leaveJob)).toEqual([]);
});

it('the loss of a run at another time than a fail-over is not excused', () => {
  expect(findAfterLoss(1e9, lose)).toEqual(['I1', 'I7']);
});

it('a run that contradicts itself is never excused', () => {
  const tear = (draft: DraftHistory) => {
    eventOf(draft, 'r1', 'step.completed a').seq = 99;
    runOf(draft, 'r1').eventsAgain = runOf(draft, 'r1').events;
  };
  expect(findAfterLoss(0, tear)).toContain('I8');
});

it('a signal that was put on the queue may be lost by any fail-over after that, and by none before', () => {
  const findAfter = (ms: number): string[] => {
    const history = createHistory((draft) => {
      draft.leftovers.signalLetters = [];
      const sent = draft.signals.find(({ key }) => key === 'q2')?.from ?? 0;
      draft.losses.push({ from: sent + ms - 1, to: sent + ms });
    });
    return checkHistory(history).map(({ invariant, what }) => `${invariant} ${what}`);
  };
  expect(findAfter(1e9)).toEqual([]);
  expect(findAfter(-1e9)).toEqual(['QUEUE the signal q2 was put on the queue, and is nowhere']);
});
