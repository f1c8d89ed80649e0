import { expect, test } from '@jest/globals';
import { toOrder } from './to-order.ts';

test('the form of a simulation makes an order of what was filled in', () => {
  const fields = new Map([
    ['concurrency', ' 16 '],
    ['replicas', ''],
    ['timeoutMs', 'soon'],
    ['other', '1'],
  ]);
  expect(toOrder(fields, 2, 7_200_000)).toEqual({
    settings: { concurrency: 16 },
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-01T02:00:00.000Z',
  });
});
