import { describe, expect, it } from '@jest/globals';
import { redactText } from './redact-text.ts';

describe('a text in the log', () => {
  it.each([
    ['redis://user:p4ss@host:6379 refused', 'redis://***@host:6379 refused'],
    ['postgres://:p%40ss@host/db', 'postgres://***@host/db'],
    // The last @ ends a password, for parsers of URLs.
    ['redis://user:p@ss@host:6379 refused', 'redis://***@host:6379 refused'],
    [
      '{"url":"redis://u:p@ss@host","by":"lee@example.com"}',
      '{"url":"redis://***@host","by":"lee@example.com"}',
    ],
    ['sent Authorization: Bearer abc.def-123', 'sent Authorization: ***'],
    ['the header was "Bearer abcdef123"', 'the header was "Bearer ***"'],
    ['{"password":"hunter22","n":1}', '{"password":***","n":1}'],
    ['?api_key=0123456789&x=1', '?api_key=***&x=1'],
    ['AWS_SECRET_ACCESS_KEY=abcd/efgh+', 'AWS_SECRET_ACCESS_KEY=***'],
    ['key sk-abcdefghijklmnopqrst failed', 'key *** failed'],
    ['eyJhbGciOiJI.eyJzdWIiOiIx.c2ln was refused', '*** was refused'],
  ])('has no secret: %s', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each([
    'Unexpected token } in JSON at position 3',
    'used 500 tokens: too many',
    '    at Object.<anonymous> (file:///home/me/agents.ts:3:9)',
    'connect ECONNREFUSED 127.0.0.1:6379',
  ])('stays as it is: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});
