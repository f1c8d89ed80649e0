import { expect, test } from '@jest/globals';
import type { DraftFault } from '../form/draft.ts';
import { SIMULATED, toOrder } from './to-order.ts';

test('the form of a simulation makes an order of what was filled in', () => {
  const faults: DraftFault[] = [];
  const fields = new Map([
    ['concurrency', ' 16 '],
    ['replicas', ''],
    ['hedgeAfterMs', 'off'],
    ['breakerThreshold', '1'],
  ]);
  expect(toOrder(fields, '2', 7_200_000, faults)).toEqual({
    settings: { concurrency: 16, hedgeAfterMs: null },
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-01T02:00:00.000Z',
  });
  expect(faults).toEqual([]);
  expect(SIMULATED).toHaveLength(8);
});

test.each(['', '0', 'a day', '9000'])('a time that cannot be replayed is told: "%s"', (hours) => {
  const faults: DraftFault[] = [];
  toOrder(new Map([['timeoutMs', 'soon']]), hours, 0, faults);
  expect(faults.map(({ path }) => path)).toEqual(['settings.timeoutMs', 'hours']);
});
