import { expect, it, jest } from '@jest/globals';
import { ParsedRecords } from './parsed-records.ts';

const parse = (text: string) => (text === 'broken' ? undefined : { text });

it('A record is parsed again only when its text has changed, or when it was gone meanwhile', () => {
  const parsing = jest.fn(parse);
  const records = new ParsedRecords(parsing);
  const [first] = records.read({ a: '1', b: '2' });
  expect(records.read({ a: '1', b: '3' })).toEqual([{ text: '1' }, { text: '3' }]);
  expect(records.read({ a: '1' })[0]).toBe(first);
  records.read({ a: '1', b: '3' });
  expect(parsing.mock.calls.flat()).toEqual(['1', '2', '3', '3']);
});

it('A broken record is left out, and is there once it is mended', () => {
  const records = new ParsedRecords(parse);
  for (let look = 0; look < 2; look++) expect(records.read({ a: 'broken', b: '2' })).toEqual([{ text: '2' }]);
  expect(records.read({ a: '1', b: '2' })).toEqual([{ text: '1' }, { text: '2' }]);
});
