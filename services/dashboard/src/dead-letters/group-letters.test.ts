import { expect, test } from '@jest/globals';
import { groupLetters } from './group-letters.ts';

test('dead letters are grouped by queue and reason, the most frequent first', () => {
  const letter = (queue: string, reason: string, remedy?: string) => ({
    id: `${queue}-${reason}`,
    at: '2026-01-01T00:00:00.000Z',
    queue,
    jobId: '1',
    reason,
    data: null,
    ...(remedy !== undefined && { remedy }),
  });
  expect(
    groupLetters([
      letter('q', 'JOB_INVALID'),
      letter('p', 'JOB_INVALID'),
      letter('q', 'JOB_INVALID', 'Mend it.'),
    ]),
  ).toEqual([
    { queue: 'q', reason: 'JOB_INVALID', count: 2, remedy: 'Mend it.' },
    { queue: 'p', reason: 'JOB_INVALID', count: 1, remedy: undefined },
  ]);
});
