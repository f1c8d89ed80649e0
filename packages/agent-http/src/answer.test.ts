import { expect, it } from '@jest/globals';
import { headerOf, toOutputHeaders } from './answer.ts';

it('headers are given by name, several values of one as a text, cookies as a list', () => {
  const headers = { vary: ['accept', 'origin'], 'set-cookie': 'a=1', etag: '"x"', connection: 'close' };
  expect(toOutputHeaders(headers)).toEqual({ vary: 'accept, origin', 'set-cookie': ['a=1'], etag: '"x"' });
});

it('of several values of a header the first counts where one is meant', () => {
  const headers = { location: ['/a', '/b'], 'retry-after': '5' };
  expect(['location', 'retry-after', 'etag'].map((name) => headerOf(headers, name))).toEqual([
    '/a',
    '5',
    undefined,
  ]);
});
