import { describe, expect, test } from '@jest/globals';
import { readActor } from './actor.ts';

describe('the name of a person in a header', () => {
  test.each([
    ['kim', 'kim'],
    ["o'brien (night shift)", "o'brien (night shift)"],
    ["UTF-8''%C5%81ukasz%20%28ops%29", 'Łukasz (ops)'],
    ["utf-8''%e5%b1%b1%e7%94%b0", '山田'],
    ["UTF-8'en'kim", "UTF-8'en'kim"],
  ])('%s is %s', (header, name) => expect(readActor(header)).toBe(name));

  test('may be absent', () => expect(readActor(undefined)).toBeUndefined());

  test.each([
    ['', 'is empty'],
    [' ', 'is blank'],
    ['Ł', 'was not encoded'],
    ["UTF-8''%C5", 'is no UTF-8'],
    ["UTF-8''%20kim", 'begins with a space'],
    ["UTF-8''kim%0A", 'ends a line'],
    ["UTF-8''%E2%80%AEkim", 'turns the direction of the text'],
    [`UTF-8''${'%C5%81'.repeat(129)}`, 'is too long'],
  ])('is refused if it %j', (header) =>
    expect(() => readActor(header)).toThrow(expect.objectContaining({ code: 'ACTOR_INVALID' })),
  );

  test('is refused if there are two', () =>
    expect(() => readActor(['kim', 'lee'])).toThrow(expect.objectContaining({ code: 'ACTOR_INVALID' })));
});
