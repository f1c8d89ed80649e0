import { expect, it } from '@jest/globals';
import { checkIterations } from './check-iterations.ts';
import { addBefore, type DraftHistory, effectOf, eventOf, findIn, runOf } from './spoiling.ts';

const iterated = (draft: DraftHistory, runId: string, number: number) => {
  const found = runOf(draft, runId).events.find(
    ({ type, iteration = 0 }) => type === 'step.iterated' && iteration === number,
  );
  if (found === undefined) throw new Error(`${runId} has no iteration ${number}.`);
  return found;
};
const callsOf = (draft: DraftHistory, number: number) =>
  draft.effects.flatMap((effect) =>
    effect.kind === 'start' &&
    effect.runId === 'r21' &&
    effect.step === 'again' &&
    effect.iteration === number
      ? [effect]
      : [],
  );
/** Leaves out what the first iteration was. */
const dropFirst = (draft: DraftHistory) => {
  const run = runOf(draft, 'r21');
  run.events = run.events.filter(({ step, iteration = 0 }) => step !== 'again' || iteration > 0);
};

it('the check of iterations finds nothing wrong where all is well', () => {
  expect(findIn(checkIterations)).toEqual([]);
});

it('the check of iterations allows that a retry goes on in the iteration that failed', () => {
  const retried = (draft: DraftHistory) => {
    addBefore(draft, 'r21', 'step.scheduled c', {
      type: 'step.retrying',
      step: 'again',
      attempt: 1,
      iteration: 2,
    });
  };
  expect(findIn(checkIterations, retried)).toEqual([]);
});

it('the check of iterations allows a late result whose event does not say of which iteration it is', () => {
  const late = (draft: DraftHistory) =>
    addBefore(draft, 'r21', 'step.completed again', { type: 'step.result_ignored', step: 'again' });
  expect(findIn(checkIterations, late)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  ['that was skipped', dropFirst],
  [
    'with two outputs',
    (draft) => {
      const { events } = runOf(draft, 'r21');
      const first = iterated(draft, 'r21', 0);
      events.splice(events.indexOf(first), 0, { ...first });
    },
  ],
  [
    'that went on after the next had begun',
    (draft) =>
      addBefore(draft, 'r21', 'step.completed again', {
        type: 'step.started',
        step: 'again',
        attempt: 1,
        iteration: 1,
      }),
  ],
  [
    'too many',
    (draft) => {
      const input = runOf(draft, 'r21').run.input as { lists: { again: unknown[] } };
      input.lists.again.pop();
    },
  ],
  [
    'too few',
    (draft) => {
      const input = runOf(draft, 'r21').run.input as { lists: { again: unknown[] } };
      input.lists.again.push(input.lists.again[0]);
    },
  ],
  [
    'too few of a child',
    (draft) => {
      const input = runOf(draft, 'r17').run.input as { kidLists: { kid: unknown[] } };
      input.kidLists.kid.push(input.kidLists.kid[0]);
    },
  ],
  [
    'that was exhausted too early',
    (draft) => {
      const end = eventOf(draft, 'r21', 'step.completed again');
      end.type = 'step.failed';
      end.error = { code: 'REPEAT_EXHAUSTED', message: '' };
    },
  ],
  [
    'that was given another output than the one before had',
    (draft) => {
      iterated(draft, 'r21', 0).output = { iteration: 0 };
    },
  ],
  [
    'that was called before the one before had its output',
    (draft) => {
      const { events } = runOf(draft, 'r21');
      events.splice(events.indexOf(iterated(draft, 'r21', 1)), 1);
      for (const event of events) if (event.iteration === 2) event.iteration = 1;
    },
  ],
  [
    'whose input has another number',
    (draft) => {
      for (const call of callsOf(draft, 1)) call.turn = 2;
    },
  ],
  [
    'that its run does not tell',
    (draft) => {
      const told = runOf(draft, 'r21').run.steps.again;
      if (told) told.iteration = 1;
    },
  ],
])('the check of iterations finds an iteration %s', (_, spoil) => {
  expect(findIn(checkIterations, spoil)).toEqual(['REPEAT']);
});

it('the first iteration of a step is given nothing', () => {
  const spoil = (draft: DraftHistory) => {
    const start = effectOf(draft, 'r21', 'start again 1');
    if (start.kind === 'start') start.before = {};
  };
  expect(findIn(checkIterations, spoil)).toEqual(['REPEAT']);
});
