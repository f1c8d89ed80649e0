import { growthOf } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { decodeBody } from './decode-body.ts';

it.each([
  ['application/json', '{"a":[1]}', { a: [1] }],
  ['Application/JSON; charset=utf-8', '"é"', 'é'],
  ['application/problem+json', '{"code":"X"}', { code: 'X' }],
  ['application/json', '\ufeff{}', {}],
  ['text/plain', '{"a":1}', '{"a":1}'],
  ['text/html; charset=utf-8', '<p>é</p>', '<p>é</p>'],
  [undefined, 'text', 'text'],
  ['application/json', '', null],
  ['text/plain', '', null],
  ['text/plain; charset=nonsense', 'é', 'é'],
])('a body of %s, %j, is read as %j', (contentType, text, body) => {
  expect(decodeBody(Buffer.from(text), contentType)).toEqual({ ok: true, body });
});

it('text is decoded by the charset that it names', () => {
  const latin = Buffer.from([0x63, 0x61, 0x66, 0xe9]);
  expect(decodeBody(latin, 'text/plain; charset="iso-8859-1"')).toEqual({ ok: true, body: 'café' });
});

it.each(['{', 'null null', '<html>'])('%j is refused where the answer says it is JSON', (text) => {
  expect(decodeBody(Buffer.from(text), 'application/json')).toMatchObject({ ok: false });
});

it('keys that would change prototypes are plain data', () => {
  const decoded = decodeBody(Buffer.from('{"__proto__":{"polluted":true}}'), 'application/json');
  expect(JSON.stringify(decoded)).toContain('__proto__');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

it('a hostile content type is read in linear time', () => {
  const named = (times: number) => decodeBody(Buffer.from('x'), `text/plain${'; charset='.repeat(times)}`);
  const spaced = (times: number) => decodeBody(Buffer.from('x'), `text/plain;${' '.repeat(times)}`);
  expect(growthOf(named, 25_000, 100_000)).toBeLessThan(9);
  expect(growthOf(spaced, 250_000, 1_000_000)).toBeLessThan(9);
});

it.each([
  [
    '{"id":12345678901234567890,"n":[9007199254740993,1]}',
    { id: '12345678901234567890', n: ['9007199254740993', 1] },
  ],
  [
    '[-9007199254740993,{"a\\"1":"12345678901234567890"}]',
    ['-9007199254740993', { 'a"1': '12345678901234567890' }],
  ],
  ['12345678901234567890', '12345678901234567890'],
  ['[9007199254740992,1.5,1e3]', [9007199254740992, 1.5, 1000]],
])('ids of 64 bits are read digit by digit, as texts: %s', (text, body) => {
  expect(decodeBody(Buffer.from(text), 'application/json')).toEqual({ ok: true, body });
});
