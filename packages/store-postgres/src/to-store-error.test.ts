import { KNOWN_POSTGRES_ERRORS } from '@ag06/outages/known-errors';
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
  ['55000', 'database "ag06" is not currently accepting connections'],
  ['26000', 'unnamed prepared statement does not exist'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ['EADDRNOTAVAIL', ''],
  ['EMFILE', 'connect EMFILE 127.0.0.1:5432'],
  ['EPROTO', 'write EPROTO 0:error:0A000438:SSL routines:tlsv1 alert internal error'],
  ['CERT_HAS_EXPIRED', 'certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'],
  ['', 'The server does not support SSL connections'],
  ['', 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'],
  ['', 'Connection terminated unexpectedly'],
])('toStoreError takes %s, %s, for an outage: what waits to be recorded is not lost', (code, message) => {
  expect(toStoreError(sqlError(code, message))).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    isRetryable: true,
  });
});

it('toStoreError takes a socket that is not there, because its server starts anew, for an outage', () => {
  const error = Object.assign(new Error('connect ENOENT /run/x/.s.PGSQL.5432'), {
    code: 'ENOENT',
    syscall: 'connect',
  });
  expect(toStoreError(error)).toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

it.each([
  ['XX000', 'invalid memory alloc request size 1073741824'],
  ['XX001', 'could not read block 0'],
  ['22P02', 'invalid input syntax for type json'],
  ['0A000', 'something that nobody has heard of'],
  ['55000', 'record "x" is not assigned yet'],
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

const CODES = { full: 'STORE_FULL', away: 'STORE_UNAVAILABLE' } as const;

it.each(KNOWN_POSTGRES_ERRORS)('toStoreError agrees with the list of outages: %s, %s', (verdict, error) => {
  const told = toStoreError(error);
  if (verdict === 'terminal') expect(told).not.toMatchObject({ isRetryable: true });
  else expect(told).toMatchObject({ name: 'StoreError', code: CODES[verdict], cause: error });
});
