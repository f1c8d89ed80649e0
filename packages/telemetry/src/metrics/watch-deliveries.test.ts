import { expect, it } from '@jest/globals';
import { createMetricBook } from './metric-book.ts';
import { watchDeliveries } from './watch-deliveries.ts';

it('Deliveries of messages are counted, and those that failed are shown until they succeed or nobody tells of them', () => {
  const book = createMetricBook();
  let now = 0;
  const note = watchDeliveries(book, () => now);
  const [lost, late] = [
    { kind: 'tell', key: 'a' },
    { kind: 'start', key: 'b' },
  ];
  const undelivered = () =>
    book.messagesUndelivered
      .points()
      .map(({ value, attributes }) => [value, attributes.message])
      .sort((a, b) => String(a).localeCompare(String(b)));
  for (const message of [lost, late, lost]) note(message, false);
  expect(undelivered()).toEqual([
    [1, 'start'],
    [1, 'tell'],
  ]);
  note(late, true);
  expect(undelivered()).toEqual([[1, 'tell']]);
  now += 31_000;
  expect(undelivered()).toEqual([]);
});
