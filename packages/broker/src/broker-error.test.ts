import { KNOWN_POSTGRES_ERRORS, KNOWN_REDIS_ERRORS } from '@ag06/outages/known-errors';
import { expect, it } from '@jest/globals';
import { BrokerError, toBrokerError } from './broker-error.ts';

const withCode = (code: string, message = 'no') => Object.assign(new Error(message), { code });
const named = (name: string, message: string) => Object.assign(new Error(message), { name });

it.each([
  ['BROKER_FULL', named('ReplyError', "OOM command not allowed when used memory > 'maxmemory'.")],
  ['BROKER_FULL', withCode('53100', 'could not extend file')],
  ['BROKER_FULL', withCode('53200', 'out of memory')],
  ['BROKER_UNAVAILABLE', new Error('Connection is closed.')],
  ['BROKER_UNAVAILABLE', new Error('Command timed out')],
  ['BROKER_UNAVAILABLE', named('MaxRetriesPerRequestError', 'Reached the max retries per request limit')],
  ['BROKER_UNAVAILABLE', named('ClusterAllFailedError', 'Failed to refresh slots cache.')],
  ['BROKER_UNAVAILABLE', new Error('Too many Cluster redirections. Last error: …')],
  ['BROKER_UNAVAILABLE', new Error('Connection terminated unexpectedly')],
  ['BROKER_UNAVAILABLE', named('AbortError', 'Command aborted due to connection close')],
  ['BROKER_UNAVAILABLE', named('ReplyError', 'LOADING Redis is loading the dataset in memory')],
  ['BROKER_UNAVAILABLE', named('ReplyError', 'READONLY You can’t write against a read only replica.')],
  ['BROKER_UNAVAILABLE', withCode('ECONNREFUSED')],
  ['BROKER_UNAVAILABLE', withCode('EPIPE')],
  ['BROKER_UNAVAILABLE', withCode('57P01', 'terminating connection due to administrator command')],
  ['BROKER_UNAVAILABLE', withCode('53300', 'too many clients already')],
  ['BROKER_UNAVAILABLE', named('ReplyError', 'DENIED Redis is running in protected mode')],
  ['BROKER_UNAVAILABLE', named('ReplyError', 'WRONGPASS invalid username-password pair')],
  ['BROKER_UNAVAILABLE', named('ReplyError', 'ERR max number of clients reached')],
  ['BROKER_UNAVAILABLE', withCode('28P01', 'password authentication failed for user "ag06"')],
  ['BROKER_UNAVAILABLE', withCode('57014', 'canceling statement due to statement timeout')],
  ['BROKER_UNAVAILABLE', withCode('XX000', "Couldn't connect to compute node")],
  ['BROKER_UNAVAILABLE', withCode('EADDRNOTAVAIL')],
  ['BROKER_UNAVAILABLE', withCode('CERT_HAS_EXPIRED', 'certificate has expired')],
  ['BROKER_UNAVAILABLE', new Error('Cannot use a pool after calling end on the pool')],
] as const)('says %s of what a server or the way to it reported (%s)', (code, error) => {
  const told = toBrokerError(error);
  expect(told).toBeInstanceOf(BrokerError);
  expect(told).toMatchObject({ code, isRetryable: true, cause: error });
  expect((told as Error).message).toContain(error.message);
  expect(toBrokerError(told)).toBe(told);
});

it.each([
  named('ReplyError', 'WRONGTYPE Operation against a key holding the wrong kind of value'),
  withCode('42501', 'permission denied for table job'),
  withCode('42P01', 'relation "job" does not exist'),
  new TypeError('undefined is not a function'),
  new Error('Nobody has seen this before'),
  withCode('XX999', 'nor this'),
])('leaves what no waiting mends as it is: %s', (error) => {
  expect(toBrokerError(error)).toBe(error);
});

const CODES = { full: 'BROKER_FULL', away: 'BROKER_UNAVAILABLE' } as const;

it.each([...KNOWN_REDIS_ERRORS, ...KNOWN_POSTGRES_ERRORS])(
  'toBrokerError agrees with the lists of outages: %s, %s',
  (verdict, error) => {
    const told = toBrokerError(error);
    if (verdict === 'terminal') expect(told).toBe(error);
    else expect(told).toMatchObject({ name: 'BrokerError', code: CODES[verdict], cause: error });
  },
);
