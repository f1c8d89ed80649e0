import { expect, test } from '@jest/globals';
import { findRun } from './find-run.ts';

test.each([
  [' r0-0mwvdobfe36IBKNqGC560 ', '/runs/r0-0mwvdobfe36IBKNqGC560'],
  ['order-66', '/runs?correlationId=order-66'],
  ['a&b=c/?', '/runs?correlationId=a%26b%3Dc%2F%3F'],
  ['  ', undefined],
])('who looks for “%s” gets to %s', (sought, address) => expect(findRun(sought)).toBe(address));
