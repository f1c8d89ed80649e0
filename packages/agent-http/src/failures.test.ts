import { NonRetryable } from '@ag06/agent-kit';
import { expect, it } from '@jest/globals';
import { isRepeatable, toCallFailure } from './failures.ts';

const failed = (code: string) => Object.assign(new Error('failed'), { code });

it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])(
  '%s is repeated when its connection failed',
  (method) => {
    expect(isRepeatable(method, failed('ECONNREFUSED'))).toBe(true);
    expect(isRepeatable(method, failed('UND_ERR_SOCKET'))).toBe(true);
  },
);

it.each([
  ['POST', failed('ECONNREFUSED')],
  ['PATCH', failed('ECONNRESET')],
  ['GET', failed('ENOTFOUND')],
  ['GET', failed('CERT_HAS_EXPIRED')],
  ['GET', new NonRetryable('no', { code: 'HTTP_TARGET_FORBIDDEN' })],
  ['GET', new Error('no code')],
  ['GET', null],
])("%s is left to the step's own retries after %s", (method, error) => {
  expect(isRepeatable(method, error)).toBe(false);
});

it('a refusal stays what it is; any other error may pass, and is kept as the cause', () => {
  const refusal = new NonRetryable('no');
  expect(toCallFailure(refusal, 'x')).toBe(refusal);
  const cause = failed('ENOTFOUND');
  expect(toCallFailure(cause, 'GET http://a/')).toMatchObject({
    code: 'HTTP_CONNECTION_FAILED',
    message: 'GET http://a/ failed (ENOTFOUND).',
    cause,
  });
});
