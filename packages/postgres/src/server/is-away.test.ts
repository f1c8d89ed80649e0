import { KNOWN_POSTGRES_ERRORS } from '@ag06/outages/known-errors';
import { describe, expect, it } from '@jest/globals';
import { isAway } from './is-away.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('isAway', () => {
  it.each(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EMFILE', '57P01', '57P03', '53300', '40P01', '08006', '25006'])(
    'holds for %s',
    (code) => {
      expect(isAway(withCode(code))).toBe(true);
    },
  );

  it('holds for a socket that is not there, because its server starts anew, and for no other file', () => {
    expect(isAway(Object.assign(withCode('ENOENT'), { syscall: 'connect' }))).toBe(true);
    expect(isAway(Object.assign(withCode('ENOENT'), { syscall: 'open' }))).toBe(false);
  });

  it.each(['Connection terminated unexpectedly', 'Query read timeout'])('holds for "%s"', (message) => {
    expect(isAway(new Error(message))).toBe(true);
  });

  it.each(['28P01', '3D000', '42P01', 'BM001', '23505'])('does not hold for %s', (code) => {
    expect(isAway(withCode(code))).toBe(false);
  });

  it('does not hold for what is no failure of the database', () => {
    expect(isAway(new Error('a defect'))).toBe(false);
    expect(isAway('57P01')).toBe(false);
  });

  it.each(KNOWN_POSTGRES_ERRORS)('holds for no error that is no outage (%s, %s)', (verdict, error) => {
    if (isAway(error)) expect(verdict).toBe('away');
  });
});
