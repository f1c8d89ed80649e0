import { expect, it } from '@jest/globals';
import { RequestInput } from './request-input.ts';

const URL_TEXT = 'https://a.example/';

it('the input of http.request needs nothing but a URL', () => {
  const { url, ...rest } = RequestInput.parse({ url: URL_TEXT });
  expect(url.href).toBe(URL_TEXT);
  expect(rest).toEqual({
    method: 'GET',
    headers: {},
    query: {},
    timeout: 30_000,
    maxBytes: 262_144,
    followRedirects: true,
    acceptStatus: ['2xx'],
    retryOn: [408, 425, 429, 500, 502, 503, 504],
  });
});

it.each([
  ['url', { url: 'ftp://a.example/' }],
  ['url', { url: 'https://user:secret@a.example/' }],
  ['url', { url: 7 }],
  ['method', { method: 'get' }],
  ['method', { method: 'CONNECT' }],
  ['method', { method: 'TRACE' }],
  ['headers.Host', { headers: { Host: 'b.example' } }],
  ['headers.x', { headers: { x: 'a\r\nHost: b.example' } }],
  ['headers.a\r\nb', { headers: { 'a\r\nb': 'x' } }],
  ['headers', { headers: { accept: 'a', Accept: 'b' } }],
  ['headers', { headers: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`x-${i}`, ''])) }],
  ['headers.x', { headers: { x: 1 } }],
  ['query.a', { query: { a: {} } }],
  ['body', { body: 'text' }],
  ['body', { method: 'HEAD', body: { a: 1 } }],
  ['timeout', { timeout: '30 s' }],
  ['timeout', { timeout: 0 }],
  ['timeout', { timeout: '2h' }],
  ['maxBytes', { maxBytes: 0 }],
  ['maxBytes', { maxBytes: 2 ** 21 }],
  ['acceptStatus.0', { acceptStatus: ['20x'] }],
  ['retryOn.0', { retryOn: [600] }],
  ['', { verb: 'GET' }],
])('a mistake is told by its path: %j %j', (path, more) => {
  const parsed = RequestInput.safeParse({ url: URL_TEXT, ...more });
  expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  expect(JSON.stringify(parsed.error)).not.toContain('secret');
});

it.each([
  ['5m', 300_000],
  ['250ms', 250],
  [1_000, 1_000],
])('a time-out of %j is %i ms', (timeout, ms) => {
  expect(RequestInput.parse({ url: URL_TEXT, timeout }).timeout).toBe(ms);
});
