import { describe, expect, it } from '@jest/globals';
import { findHeaderProblem, forOtherOrigin, hasTwins, withDefaults, withoutBody } from './header-rules.ts';

describe('a header that a caller asks for', () => {
  it.each([
    ['Accept', 'text/plain'],
    ['Authorization', 'Bearer x'],
    ['X-Empty', ''],
    ['X-Latin', 'caf\u00e9\ttab'],
  ])('may be %s: %j', (name, value) => {
    expect(findHeaderProblem(name, value)).toBeUndefined();
  });

  it.each([
    ...[
      'Host',
      'Connection',
      'Keep-Alive',
      'Transfer-Encoding',
      'Content-Length',
      'TE',
      'Trailer',
      'Upgrade',
    ],
    ...['Expect', 'Proxy-Authorization', 'proxy-connection', 'HTTP2-Settings', 'Accept-Encoding'],
    ...['', 'a b', 'a:b', 'a\r\nb', 'x\0', 'é', 'x'.repeat(129)],
  ])('may not be named %j', (name) => {
    expect(findHeaderProblem(name, 'x')).toContain('expected');
  });

  it.each(['a\r\nHost: b', 'a\nb', 'a\rb', 'a\0', '\x7f', '\u2028', '中', 'x'.repeat(8193)])(
    'may not say %j',
    (value) => {
      expect(findHeaderProblem('x-note', value)).toContain('expected');
    },
  );
});

it('two header names that differ in case are the same', () => {
  expect(hasTwins(['Accept', 'accept'])).toBe(true);
  expect(hasTwins(['Accept', 'Accept-Language'])).toBe(false);
});

it('another origin gets nothing that might be a credential', () => {
  const credentials = { Authorization: 'a', Cookie: 'b', 'X-Api-Key': 'c', 'X-Amz-Security-Token': 'd' };
  const harmless = {
    Accept: 'e',
    'content-type': 'f',
    'idempotency-key': 'g',
    'x-correlation-id': 'h',
    traceparent: 'i',
  };
  expect(forOtherOrigin({ ...credentials, ...harmless })).toEqual(harmless);
});

it('a request without its body has no headers of a body', () => {
  expect(withoutBody({ 'Content-Type': 'a', 'content-language': 'b', accept: 'c' })).toEqual({ accept: 'c' });
});

it('default headers fill only what the caller leaves out', () => {
  const headers = { 'Idempotency-Key': 'mine' };
  expect(
    withDefaults(headers, { 'idempotency-key': 'x', traceparent: undefined, 'user-agent': 'y' }),
  ).toEqual({
    'idempotency-key': 'mine',
    'user-agent': 'y',
  });
});
