import { expect, it } from '@jest/globals';
import { checkValues } from './check-values.ts';
import { type DraftHistory, effectOf, eventOf, findIn, runOf } from './spoiling.ts';

it('the check of values finds nothing wrong where all is well', () => {
  expect(findIn(checkValues)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I7',
    'a recorded output that no handler returned',
    (draft) => {
      const effect = effectOf(draft, 'r1', 'return c 1');
      if (effect.kind === 'return') effect.output = { call: effect.call, step: 'c', attempt: 7 };
    },
  ],
  [
    'I7',
    'a recorded output of another step',
    (draft) => {
      effectOf(draft, 'r1', 'return c 1').step = 'b';
    },
  ],
  [
    'I7',
    'a handler that saw something else than was recorded',
    (draft) => {
      const effect = effectOf(draft, 'r1', 'start b 1');
      if (effect.kind === 'start') effect.see = { a: { call: 'zombie' } };
    },
  ],
  [
    'I7',
    'a result that its steps did not give',
    (draft) => {
      runOf(draft, 'r1').run.output = {};
    },
  ],
  [
    'I7',
    'a recorded result that its steps did not give',
    (draft) => {
      eventOf(draft, 'r1', 'run.completed').output = {};
    },
  ],
  [
    'I7',
    'a result of a run that failed',
    (draft) => {
      runOf(draft, 'r2').result.output = {};
    },
  ],
  [
    'I7',
    'a result before the end',
    (draft) => {
      const { run } = runOf(draft, 'r1');
      draft.observations.push({ runId: 'r1', from: 0, to: 1, of: 'run', run: { ...run, status: 'running' } });
    },
  ],
  [
    'I7',
    'a reader that saw another result',
    (draft) => {
      const { run } = runOf(draft, 'r1');
      draft.observations.push({ runId: 'r1', from: 0, to: 1, of: 'run', run: { ...run, output: 1 } });
    },
  ],
  [
    'I7',
    'a recorded output of an item that no handler returned',
    (draft) => {
      const effect = effectOf(draft, 'r6', 'return each[1] 1');
      if (effect.kind === 'return') effect.output = { call: effect.call, step: 'each[1]', attempt: 7 };
    },
  ],
  [
    'I7',
    'a recorded output of another item',
    (draft) => {
      effectOf(draft, 'r5', 'return each[1] 2').step = 'each[0]';
    },
  ],
  [
    'I7',
    'a handler that saw the items in another order',
    (draft) => {
      const effect = effectOf(draft, 'r5', 'start c 1');
      if (effect.kind === 'start') effect.see.each = (effect.see.each as unknown[]).toReversed();
    },
  ],
  [
    'I7',
    'a handler that saw something in the place of an item that failed',
    (draft) => {
      const effect = effectOf(draft, 'r6', 'start b 1');
      if (effect.kind === 'start') effect.see.each = [1, ...(effect.see.each as unknown[]).slice(1)];
    },
  ],
  [
    'I7',
    'a list that tells outputs of its own',
    (draft) => {
      eventOf(draft, 'r5', 'step.completed each').output = [];
    },
  ],
  [
    'I7',
    'a step that is exhausted with an output that nobody returned',
    (draft) => {
      const end = eventOf(draft, 'r21', 'step.completed again');
      end.type = 'step.failed';
      end.error = { code: 'REPEAT_EXHAUSTED', message: '' };
      end.output = {};
      const run = runOf(draft, 'r21');
      run.events = run.events.filter(({ step }) => step !== 'c');
      draft.effects = draft.effects.filter(({ runId, step }) => runId !== 'r21' || step !== 'c');
      Object.assign(run.run, { status: 'running', output: undefined });
      run.result = { httpStatus: 202 };
    },
  ],
])('the check of values finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkValues, spoil)).toEqual([invariant]);
});
