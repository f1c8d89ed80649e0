import { judgePostgresError, judgeRedisError } from '@ag06/outages';
import { KNOWN_POSTGRES_ERRORS, KNOWN_REDIS_ERRORS } from '@ag06/outages/known-errors';
import { expect, it } from '@jest/globals';
import { BrokerError, toBrokerError } from './broker-error.ts';

const withCode = (code: string, message = 'no') => Object.assign(new Error(message), { code });
const named = (name: string, message: string) => Object.assign(new Error(message), { name });

it.each([
  { server: 'Redis', judge: judgeRedisError, error: new TypeError('undefined is not a function') },
  { server: 'Redis', judge: judgeRedisError, error: withCode('57P01', 'terminating connection') },
  { server: 'PostgreSQL', judge: judgePostgresError, error: new Error('Nobody has seen this before') },
  { server: 'PostgreSQL', judge: judgePostgresError, error: named('ReplyError', 'LOADING Redis is loading') },
])('a broker on $server returns errors that its server does not have as they are: $error.message', (one) => {
  expect(toBrokerError(one.error, one.judge)).toBe(one.error);
});

it('an error that the broker has already mapped is returned as it is', () => {
  const told = toBrokerError(new Error('Connection is closed.'), judgeRedisError);
  expect(told).toBeInstanceOf(BrokerError);
  expect(toBrokerError(told, judgeRedisError)).toBe(told);
});

const CODES = { full: 'BROKER_FULL', away: 'BROKER_UNAVAILABLE' } as const;

const KNOWN = [
  ...KNOWN_REDIS_ERRORS.map((known) => ({ server: 'Redis', judge: judgeRedisError, known })),
  ...KNOWN_POSTGRES_ERRORS.map((known) => ({ server: 'PostgreSQL', judge: judgePostgresError, known })),
].map(({ known: [verdict, error], ...rest }) => ({ ...rest, verdict, error, text: error.message }));

it.each(KNOWN)('a broker on $server agrees that this is $verdict: $text', ({ judge, verdict, error }) => {
  const told = toBrokerError(error, judge);
  if (verdict === 'terminal') {
    expect(told).toBe(error);
    return;
  }
  expect(told).toMatchObject({ name: 'BrokerError', code: CODES[verdict], isRetryable: true, cause: error });
  expect((told as Error).message).toContain(error.message);
});
