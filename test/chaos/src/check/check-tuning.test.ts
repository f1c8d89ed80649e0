import { expect, it } from '@jest/globals';
import { checkTuning } from './check-tuning.ts';
import { type DraftHistory, findIn } from './spoiling.ts';

type Told = DraftHistory['tuning']['told'];
const told = <I extends Told[number]['is']>(draft: DraftHistory, is: I) =>
  draft.tuning.told.filter((one): one is Extract<Told[number], { is: I }> => one.is === is);
const lastOf = <T>(list: readonly T[]): T => {
  const last = list.at(-1);
  if (last === undefined) throw new Error('The fixture has none.');
  return last;
};

it('the check of tuning finds nothing wrong where all is well', () => {
  expect(findIn(checkTuning)).toEqual([]);
});

const CONTRADICTIONS: readonly [string, (draft: DraftHistory) => void][] = [
  [
    'two leaders under one fence',
    (draft) => {
      for (const term of told(draft, 'leads')) term.fence = 3;
    },
  ],
  [
    'settings of a former leader that were taken after those of the next one',
    (draft) => {
      lastOf(told(draft, 'published')).fence = 1;
      lastOf(told(draft, 'published').slice(0, -1)).fence = 3;
    },
  ],
  [
    'a version that two leaders have published',
    (draft) => {
      lastOf(told(draft, 'published')).version = 2;
    },
  ],
  [
    'a worker that goes back to older settings',
    (draft) => {
      lastOf(told(draft, 'in force')).version = 1;
    },
  ],
];
const OTHERS: readonly [string, (draft: DraftHistory) => void][] = [
  [
    'settings in force that lie outside of the bounds',
    (draft) => {
      lastOf(told(draft, 'in force')).settings = { concurrency: 1 };
    },
  ],
  [
    'a time-out of one size outside of the bounds',
    (draft) => {
      lastOf(told(draft, 'in force')).settings = { bySize: { 0: { timeoutMs: 1 } } };
    },
  ],
  [
    'an answer that is a defect',
    (draft) => void draft.tuning.wrong.push({ request: 'GET /v1/tuning', status: 500, body: {} }),
  ],
  ['a fleet that is not tuned when all is over', (draft) => void draft.tuning.end.push('no leader')],
];

it.each([...CONTRADICTIONS, ...OTHERS])('the check of tuning finds %s', (_, spoil) => {
  expect(findIn(checkTuning, spoil)).toEqual(['TUNE']);
});

it.each(CONTRADICTIONS)(
  'the check of tuning excuses %s where a fail-over lost what the store had',
  (_, spoil) => {
    const lossy = (draft: DraftHistory) => {
      draft.losses.push({ from: 0, to: 1 });
      spoil(draft);
    };
    expect(findIn(checkTuning, lossy)).toEqual([]);
  },
);
