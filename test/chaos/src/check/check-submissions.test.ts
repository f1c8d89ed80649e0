import { expect, it } from '@jest/globals';
import { checkSubmissions } from './check-submissions.ts';
import { type DraftHistory, findIn, runOf } from './spoiling.ts';

it('the check of submissions finds nothing wrong where all is well', () => {
  expect(findIn(checkSubmissions)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  ['I1', 'an acknowledged run is not found', (draft) => void draft.missing.push('r1')],
  ['I1', 'an acknowledged run is not recorded', (draft) => void draft.runs.shift()],
  [
    'I1',
    'an acknowledged run goes on',
    (draft) => {
      runOf(draft, 'r1').run.status = 'running';
    },
  ],
  [
    'I1',
    'a reader does not find an acknowledged run',
    (draft) => {
      draft.observations.push({ runId: 'r1', from: 0, to: 1, of: 'absence', status: 404 });
    },
  ],
  [
    'I3',
    'nobody submitted a run',
    (draft) => {
      const run = structuredClone(runOf(draft, 'r1'));
      draft.runs.push({ ...run, runId: 'r99', run: { ...run.run, correlationId: 'stranger' } });
    },
  ],
  [
    'I3',
    'a refused submission made a run',
    (draft) => {
      const run = structuredClone(runOf(draft, 'r1'));
      draft.submissions.push({
        correlationId: 'no',
        key: undefined,
        workflow: 'chain-3',
        input: { go: false, orders: {}, lists: {} },
        delayMs: 0,
        tags: [],
        from: 0,
        to: 1,
        end: { is: 'refused', status: 422, code: 'X' },
      });
      draft.runs.push({ ...run, runId: 'r99', run: { ...run.run, correlationId: 'no' } });
    },
  ],
  [
    'I3',
    'an unknown submission made two runs',
    (draft) => {
      const run = structuredClone(runOf(draft, 'r1'));
      for (const runId of ['r98', 'r99'])
        draft.runs.push({ ...run, runId, run: { ...run.run, correlationId: 'lost' } });
    },
  ],
  [
    'I9',
    'a key gave a second run',
    (draft) => {
      const run = structuredClone(runOf(draft, 'r1'));
      draft.runs.push({ ...run, runId: 'r99', run: { ...run.run, correlationId: 'again' } });
    },
  ],
  [
    'I9',
    'two keys gave one run',
    (draft) => {
      const [first] = draft.submissions;
      if (first) draft.submissions.push({ ...first, correlationId: 'other', key: 'other' });
    },
  ],
  [
    'I9',
    'another body was acknowledged under the key',
    (draft) => {
      const [first] = draft.submissions;
      if (first) draft.submissions.push({ ...first, correlationId: 'other', workflow: 'chain-4' });
    },
  ],
])('the check of submissions finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkSubmissions, spoil)).toEqual([invariant]);
});
