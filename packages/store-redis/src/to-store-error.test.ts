import { expect, it } from '@jest/globals';
import { toCommandError, toStoreError } from './to-store-error.ts';

it.each([
  ['Connection is closed.', 'STORE_UNAVAILABLE', true],
  ['CLUSTERDOWN The cluster is down', 'STORE_UNAVAILABLE', true],
  ['TRYAGAIN Multiple keys request during rehashing of slot', 'STORE_UNAVAILABLE', true],
  [
    "READONLY You can't write against a read only replica. script: 1f, on @user_script:1.",
    'STORE_UNAVAILABLE',
    true,
  ],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'STORE_FULL', true],
  ["CROSSSLOT Keys in request don't hash to the same slot", 'STORE_REPLY_INVALID', false],
  ['ERR wrong number of arguments script: f, on @user_function:9.', 'STORE_REPLY_INVALID', false],
])('%s: %s', (message, code, isRetryable) => {
  expect(toStoreError(new Error(message))).toMatchObject({ code, isRetryable });
});

it.each([
  ['LOADING Redis is loading the dataset in memory', 'STORE_UNAVAILABLE'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'STORE_FULL'],
  ['ERR too many results to unpack', 'STORE_REPLY_INVALID'],
  ['a nil value was called', 'STORE_REPLY_INVALID'],
])('of one command, by the function that was reached: %s is %s', (message, code) => {
  expect(toCommandError(message)).toMatchObject({ code });
});

it('a transaction that a full Redis queues no command of tells that it is full', () => {
  const why = new Error("OOM command not allowed when used memory > 'maxmemory'.");
  const refused = new Error('EXECABORT Transaction discarded because of previous errors.');
  expect(toStoreError(Object.assign(refused, { previousErrors: [why] }))).toMatchObject({
    code: 'STORE_FULL',
  });
});
