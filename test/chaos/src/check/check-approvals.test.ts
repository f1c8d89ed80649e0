import { expect, it } from '@jest/globals';
import { checkApprovals } from './check-approvals.ts';
import { addBefore, type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

const answerOf = (draft: DraftHistory, key: string) => {
  const answer = draft.answers.find((one) => one.key === key);
  if (answer === undefined) throw new Error(`Nobody answered with ${key}.`);
  return answer;
};
const drop = (draft: DraftHistory, text: string) => {
  const { events } = runOf(draft, 'r18');
  events.splice(events.indexOf(eventOf(draft, 'r18', text)), 1);
};

it('the check of approvals finds nothing wrong where all is well', () => {
  expect(findIn(checkApprovals)).toEqual([]);
});

it('the check of approvals allows that an answer was taken though nobody was told', () => {
  const lost = (draft: DraftHistory) => {
    answerOf(draft, 'a2').end = 'unknown';
  };
  expect(findIn(checkApprovals, lost)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  [
    'a second answer that was acknowledged',
    (draft) => {
      answerOf(draft, 'a3').end = 'acknowledged';
    },
  ],
  [
    'a step that was answered twice',
    (draft) =>
      addBefore(draft, 'r18', 'step.completed ask', {
        type: 'signal.consumed',
        name: 'ok',
        key: 'a3',
        step: 'ask',
      }),
  ],
  [
    'an answer that nobody sent to the step',
    (draft) => {
      eventOf(draft, 'r18', 'signal.consumed ask').key = 'a2';
      eventOf(draft, 'r18', 'signal.consumed also').key = 'a1';
    },
  ],
  [
    'an answer that was refused and taken',
    (draft) => {
      answerOf(draft, 'a2').end = 'too late';
    },
  ],
  ['an answer that was acknowledged and not taken', (draft) => drop(draft, 'signal.consumed also')],
  [
    'a step that was answered and timed out',
    (draft) => {
      eventOf(draft, 'r18', 'step.completed also').type = 'step.timed_out';
    },
  ],
  [
    'a step that completed without an answer',
    (draft) => {
      draft.answers = draft.answers.filter(({ step }) => step !== 'also');
      drop(draft, 'signal.consumed also');
    },
  ],
  [
    'a step with the choice of somebody else',
    (draft) => {
      eventOf(draft, 'r18', 'step.completed also').output = eventOf(
        draft,
        'r18',
        'step.completed ask',
      ).output;
    },
  ],
])('the check of approvals finds %s', (_, spoil) => {
  expect(findIn(checkApprovals, spoil)).toEqual(['APPROVAL']);
});
