import { expect, test } from '@jest/globals';
import { parseExactJson } from './parse-exact-json.ts';

test('JSON is parsed, and numbers within texts are texts', () => {
  const text = '{"id":"9007199254740993","say \\"9007199254740993":[1,-2.5e3,1e30,9007199254740991]}';
  expect(parseExactJson(text)).toEqual(JSON.parse(text));
});

test('a whole number that would be rounded is refused, and so is one beyond all bounds', () => {
  expect(() => parseExactJson('[{"id": 9007199254740993}]')).toThrow('9007199254740993 would be rounded');
  expect(() => parseExactJson('1e999')).toThrow('1e999');
});
