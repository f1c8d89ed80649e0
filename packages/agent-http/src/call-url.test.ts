import { expect, it } from '@jest/globals';
import { describeUrl, parseCallUrl, portOf } from './call-url.ts';

it.each([
  ['https://a.example/b?c=d#e', 443],
  ['http://a.example', 80],
  ['http://a.example:8080/', 8080],
  ['http://[::1]:1/', 1],
])('%s may be called, at port %i', (text, port) => {
  const parsed = parseCallUrl(text);
  expect(parsed.ok && portOf(parsed.url)).toBe(port);
});

it.each([
  ...[
    '',
    'a.example',
    '/path',
    'http://',
    'http://a b/',
    'http://1.2.3.256/',
    'http://[::g]/',
    'http://a:99999/',
  ],
  ...[
    'ftp://a.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:alert(1)',
    'gopher://a/',
    'ws://a/',
  ],
  ...['http://user@a.example/', 'http://user:secret@a.example/', 'http://:secret@a.example/'],
  `http://a.example/${'x'.repeat(8_192)}`,
])('%s may not be called', (text) => {
  const parsed = parseCallUrl(text);
  expect(parsed).toMatchObject({ ok: false });
  expect(JSON.stringify(parsed)).not.toContain('secret');
});

it('a URL is told without the parts that may be secret', () => {
  expect(describeUrl(new URL('https://a.example/b?token=secret#more'))).toBe('https://a.example/b');
});
