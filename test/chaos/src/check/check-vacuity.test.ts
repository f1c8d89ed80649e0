import { expect, it } from '@jest/globals';
import { checkVacuity } from './check-vacuity.ts';
import { type DraftHistory, findIn } from './spoiling.ts';

it('the check of vacuity finds nothing wrong where all is well', () => {
  expect(findIn(checkVacuity)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I20',
    'no acknowledged submission',
    (draft) => {
      for (const submission of draft.submissions) submission.end = { is: 'unknown' };
    },
  ],
  [
    'I20',
    'no runs',
    (draft) => {
      draft.runs = [];
    },
  ],
  [
    'I20',
    'no cancellations',
    (draft) => {
      draft.cancellations = [];
    },
  ],
  [
    'I20',
    'no effects',
    (draft) => {
      draft.effects = [];
    },
  ],
  [
    'I20',
    'no observations',
    (draft) => {
      draft.observations = [];
    },
  ],
  [
    'I20',
    'a fault that found no victim',
    (draft) => {
      draft.faults = {};
    },
  ],
  [
    'I20',
    'no faults',
    (draft) => {
      draft.planned = {};
    },
  ],
  [
    'I20',
    'no items',
    (draft) => {
      for (const run of draft.runs) run.events = run.events.filter(({ item }) => item === undefined);
    },
  ],
  [
    'I20',
    'no list that went on after an item failed',
    (draft) => {
      draft.runs = draft.runs.filter(({ runId }) => runId !== 'r6');
    },
  ],
  [
    'I20',
    'no iteration before a last one',
    (draft) => {
      for (const run of draft.runs) run.events = run.events.filter(({ type }) => type !== 'step.iterated');
    },
  ],
  [
    'I20',
    'no answer',
    (draft) => {
      draft.answers = draft.answers.filter(({ end }) => end !== 'acknowledged');
    },
  ],
  [
    'I20',
    'no answer that was refused',
    (draft) => {
      draft.answers = draft.answers.filter(({ end }) => end === 'acknowledged');
    },
  ],
  [
    'I20',
    'no signal by queue',
    (draft) => {
      draft.signals = draft.signals.filter(({ isQueued }) => isQueued !== true);
    },
  ],
  [
    'I20',
    'no redrive',
    (draft) => {
      draft.redrives = [];
    },
  ],
  [
    'I20',
    'no step that failed by a deadline',
    (draft) => {
      draft.runs = draft.runs.filter(({ runId }) => runId !== 'r20');
    },
  ],
])('the check of vacuity finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkVacuity, spoil)).toEqual([invariant]);
});
