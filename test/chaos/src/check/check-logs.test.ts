import { expect, it } from '@jest/globals';
import { checkLogs } from './check-logs.ts';
import { type DraftHistory, findIn, runOf } from './spoiling.ts';

it('the check of logs finds nothing wrong where all is well', () => {
  expect(findIn(checkLogs)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I8',
    'a gap',
    (draft) => {
      const run = runOf(draft, 'r3');
      run.events.splice(3, 1);
      run.eventsAgain = run.events;
    },
  ],
  [
    'I8',
    'a time that goes back',
    (draft) => {
      const run = runOf(draft, 'r3');
      run.events.forEach((event, i) => {
        if (i === 3) event.at = '2025-01-01T00:00:00.000Z';
      });
      run.eventsAgain = run.events;
    },
  ],
  [
    'I8',
    'two dispatchers that tell two logs',
    (draft) => {
      runOf(draft, 'r1').eventsAgain = [];
    },
  ],
  [
    'I8',
    'a reading that is no beginning of the log',
    (draft) => {
      const [, second] = runOf(draft, 'r1').events;
      if (second) draft.observations.push({ runId: 'r1', from: 0, to: 0, of: 'log', events: [second] });
    },
  ],
  [
    'I8',
    'a later reading that is shorter',
    (draft) => {
      const events = runOf(draft, 'r1').events.slice(0, 2);
      draft.observations.push({ runId: 'r1', from: 5, to: 6, of: 'log', events });
    },
  ],
])('the check of logs finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkLogs, spoil)).toEqual([invariant]);
});
