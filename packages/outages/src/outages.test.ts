import { describe, expect, it } from '@jest/globals';
import { isConnectionLost, judgePostgresError, judgeRedisError } from './index.ts';
import { KNOWN_POSTGRES_ERRORS, KNOWN_REDIS_ERRORS } from './known-errors.ts';

describe('judgePostgresError', () => {
  it.each(KNOWN_POSTGRES_ERRORS)('returns %s for %s', (verdict, error) => {
    expect(judgePostgresError(error) ?? 'terminal').toBe(verdict);
  });

  it.each(KNOWN_POSTGRES_ERRORS)(
    'is at least as patient as whoever sends again at once (%s, %s)',
    (_, error) => {
      if (isConnectionLost(error)) expect(judgePostgresError(error)).toBe('away');
    },
  );
});

describe('judgeRedisError', () => {
  it.each(KNOWN_REDIS_ERRORS)('returns %s for %s', (verdict, error) => {
    expect(judgeRedisError(error) ?? 'terminal').toBe(verdict);
  });

  it('returns undefined for a defect whose message has a word of Redis', () => {
    expect(judgeRedisError(new TypeError('BUSY is not a function'))).toBeUndefined();
    expect(judgeRedisError('LOADING')).toBeUndefined();
  });
});
