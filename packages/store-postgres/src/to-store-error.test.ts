import { expect, it } from '@jest/globals';
import { toStoreError } from './to-store-error.ts';

const sqlError = (code: string, message: string): Error => Object.assign(new Error(message), { code });

it.each([
  ['XX000', 'Max client connections reached'],
  ['XX000', "Couldn't connect to compute node"],
  ['XX000', 'tuple concurrently updated'],
  ['57P01', 'terminating connection due to administrator command'],
  ['40P01', 'deadlock detected'],
  ['53300', 'sorry, too many clients already'],
  ['57014', 'canceling statement due to statement timeout'],
  ['28P01', 'password authentication failed for user "ag06"'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ['', 'Connection terminated unexpectedly'],
])('toStoreError takes %s, %s, for an outage: what waits to be recorded is not lost', (code, message) => {
  expect(toStoreError(sqlError(code, message))).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    isRetryable: true,
  });
});

it.each([
  ['XX000', 'invalid memory alloc request size 1073741824'],
  ['XX001', 'could not read block 0'],
  ['22P02', 'invalid input syntax for type json'],
  ['0A000', 'something that nobody has heard of'],
  ['54000', 'total size of jsonb array elements exceeds the maximum'],
])('toStoreError takes %s, %s, for a refusal for good', (code, message) => {
  expect(toStoreError(sqlError(code, message))).toMatchObject({
    code: 'STORE_REPLY_INVALID',
    isRetryable: false,
  });
});

it('toStoreError takes a defect of ours for no outage, which would hide it and be asked again for ever', () => {
  for (const defect of [new TypeError("Cannot read properties of undefined (reading 'x')"), 'thrown']) {
    expect(toStoreError(defect)).toBe(defect);
  }
});
