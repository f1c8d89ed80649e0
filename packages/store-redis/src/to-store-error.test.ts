import { KNOWN_REDIS_ERRORS } from '@ag06/outages/known-errors';
import { expect, it } from '@jest/globals';
import { ReplyError } from 'ioredis';
import { toCommandError, toStoreError } from './to-store-error.ts';

it.each([
  [new Error('Connection is closed.'), 'STORE_UNAVAILABLE', true],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'STORE_UNAVAILABLE', true],
  [new ReplyError('CLUSTERDOWN The cluster is down'), 'STORE_UNAVAILABLE', true],
  [new ReplyError('TRYAGAIN Multiple keys request during rehashing of slot'), 'STORE_UNAVAILABLE', true],
  [
    new ReplyError("READONLY You can't write against a read only replica. script: 1f, on @user_script:1."),
    'STORE_UNAVAILABLE',
    true,
  ],
  [new ReplyError('ERR max number of clients reached'), 'STORE_UNAVAILABLE', true],
  [new ReplyError('ERR Function not found'), 'STORE_UNAVAILABLE', true],
  [new ReplyError('DENIED Redis is running in protected mode'), 'STORE_UNAVAILABLE', true],
  [new ReplyError('WRONGPASS invalid username-password pair'), 'STORE_UNAVAILABLE', true],
  [new ReplyError("OOM command not allowed when used memory > 'maxmemory'."), 'STORE_FULL', true],
  [new ReplyError("CROSSSLOT Keys in request don't hash to the same slot"), 'STORE_REPLY_INVALID', false],
  [
    new ReplyError('ERR wrong number of arguments script: f, on @user_function:9.'),
    'STORE_REPLY_INVALID',
    false,
  ],
  [new ReplyError('ERR something that nobody has heard of'), 'STORE_REPLY_INVALID', false],
])('toStoreError takes %s for %s', (error, code, isRetryable) => {
  expect(toStoreError(error)).toMatchObject({ code, isRetryable });
});

it('toStoreError takes a defect of ours for no outage, which would hide it and be asked again for ever', () => {
  for (const defect of [new TypeError("Cannot read properties of undefined (reading 'x')"), 'thrown']) {
    expect(toStoreError(defect)).toBe(defect);
  }
});

it.each([
  ['LOADING Redis is loading the dataset in memory', 'STORE_UNAVAILABLE'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'STORE_FULL'],
  ['ERR too many results to unpack', 'STORE_REPLY_INVALID'],
  ['a nil value was called', 'STORE_REPLY_INVALID'],
  ['RECORD_INVALID s:a weird|1', 'STORE_RECORD_INVALID'],
])('of one command, by the function that was reached: %s is %s', (message, code) => {
  expect(toCommandError(message, 'r0-1')).toMatchObject({ code });
});

it('a transaction that a full Redis queues no command of tells that it is full', () => {
  const why = new ReplyError("OOM command not allowed when used memory > 'maxmemory'.");
  const refused = new ReplyError('EXECABORT Transaction discarded because of previous errors.');
  expect(toStoreError(Object.assign(refused, { previousErrors: [why] }))).toMatchObject({
    code: 'STORE_FULL',
  });
});

const CODES = { full: 'STORE_FULL', away: 'STORE_UNAVAILABLE' } as const;

it.each(KNOWN_REDIS_ERRORS)('toStoreError agrees with the list of outages: %s, %s', (verdict, error) => {
  const told = toStoreError(error);
  if (verdict === 'terminal') expect(told).not.toMatchObject({ isRetryable: true });
  else expect(told).toMatchObject({ name: 'StoreError', code: CODES[verdict], cause: error });
});
