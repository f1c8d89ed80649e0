import { RefusedError, UnreachableError } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { toNotice } from './to-notice.ts';

test('a refusal is told by its code, its remedy and the places that are wrong', () => {
  const errors = [{ path: 'attr.n', expected: 'a number', got: 'x' }];
  const error = new RefusedError({ status: 422, code: 'QUERY_INVALID', detail: 'Say a number.', errors });
  expect(toNotice(error)).toEqual({
    code: 'QUERY_INVALID',
    message: 'Say a number.',
    places: ['attr.n: expected a number, got x'],
  });
});

test('an error of the client is told by its code, and any other by its message', () => {
  expect(toNotice(new UnreachableError('x', '/v1/runs', undefined)).code).toBe('DISPATCHER_UNREACHABLE');
  expect(toNotice(new TypeError('odd'))).toEqual({ message: 'odd', places: [] });
  expect(toNotice('odd')).toEqual({ message: 'odd', places: [] });
});
