import { expect, it } from '@jest/globals';
import { checkChildren } from './check-children.ts';
import { addBefore, type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

it('the check of children finds nothing wrong where all is well', () => {
  expect(findIn(checkChildren)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  [
    'that is not there',
    (draft) => {
      draft.runs = draft.runs.filter(({ runId }) => runId !== 'r10');
    },
  ],
  [
    'of a step that started two',
    (draft) =>
      addBefore(draft, 'r11', 'step.completed kid', {
        type: 'step.waiting',
        step: 'kid',
        attempt: 1,
        reason: 'child:r1',
      }),
  ],
  [
    'of two steps',
    (draft) => {
      const run = structuredClone(runOf(draft, 'r11'));
      draft.runs.push({ ...run, runId: 'r99' });
    },
  ],
  [
    'that says somebody else started it',
    (draft) => {
      runOf(draft, 'r10').run.parent = { runId: 'r11', step: 'b', attempt: 1 };
    },
  ],
  [
    'that nobody started',
    (draft) => {
      runOf(draft, 'r1').run.parent = { runId: 'r11', step: 'kid', attempt: 1 };
    },
  ],
  [
    'with another input than its parent gave',
    (draft) => {
      runOf(draft, 'r10').run.input = { go: true, orders: {} };
    },
  ],
  [
    'whose step completed, though it failed',
    (draft) => {
      runOf(draft, 'r10').run.status = 'failed';
    },
  ],
  [
    'whose step failed, though it completed',
    (draft) => {
      eventOf(draft, 'r11', 'step.completed kid').type = 'step.failed';
    },
  ],
  [
    'whose step told another output',
    (draft) => {
      eventOf(draft, 'r11', 'step.completed kid').output = {};
    },
  ],
  [
    'that goes on after the end of its parent',
    (draft) => {
      runOf(draft, 'r10').run.status = 'running';
      eventOf(draft, 'r11', 'step.completed kid').type = 'step.cancelled';
    },
  ],
  [
    'with the input of another iteration',
    (draft) => {
      const input = runOf(draft, 'r16').run.input as { go: boolean };
      input.go = true;
    },
  ],
  [
    'whose iteration told another output',
    (draft) => {
      eventOf(draft, 'r17', 'step.iterated kid').output = {};
    },
  ],
  [
    'that is the second of its iteration',
    (draft) => {
      for (const event of runOf(draft, 'r17').events) delete event.iteration;
    },
  ],
])('the check of children finds a child %s', (_, spoil) => {
  expect(findIn(checkChildren, spoil)).toEqual(['CHILD']);
});
