import { expect, test } from '@jest/globals';
import { NO_OPTIONS, readOptions } from './read-options.ts';

test('options that are not filled in are left out', () => {
  expect(readOptions(NO_OPTIONS)).toEqual({});
  expect(readOptions({ ...NO_OPTIONS, tags: ' , ', delay: ' ' })).toEqual({});
});

test('tags are told apart by commas, and a duration may be a number of milliseconds', () => {
  const texts = { priority: 'high', tags: 'a, b c', delay: '500', timeout: '10m', correlationId: ' o-7 ' };
  expect(readOptions(texts)).toEqual({
    priority: 'high',
    tags: ['a', 'b c'],
    delay: 500,
    timeout: '10m',
    correlationId: 'o-7',
  });
});
