import type { Json } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import { freezeCopy, measureDepth, readOwn, writeOwn } from './json-value.ts';

function nest(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

describe('measureDepth', () => {
  test.each([
    ['a scalar', 1, 0],
    ['an empty list', [], 1],
    ['nested objects', { a: { b: { c: 1 } } }, 3],
    ['the deepest branch', [[], [[1]], {}], 3],
  ])('counts the levels of %s', (_name, value, expected) => {
    expect(measureDepth(value)).toBe(expected);
  });

  test('stops just above the limit, for values of any depth', () => {
    expect(measureDepth(nest(100_000), 64)).toBe(65);
  });

  test('ends on values that hold themselves several times', () => {
    const loop: unknown[] = [];
    loop.push(loop, loop, loop);
    expect(measureDepth(loop, 64)).toBe(65);
  });
});

describe('freezeCopy', () => {
  test('gives an equal value that shares nothing and cannot change', () => {
    const original: Json = { a: [{ b: 1 }] };
    const copy = freezeCopy(original);
    expect(copy).toEqual(original);
    expect(copy).not.toBe(original);
    expect(() => Object.assign(copy ?? {}, { a: 2 })).toThrow(TypeError);
  });

  test('keeps a key named __proto__ as data', () => {
    const copy = freezeCopy(JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });
});

test('own properties are read and written, inherited ones are not there', () => {
  const object: { [key: string]: Json } = {};
  expect(readOwn(object, 'constructor')).toBeUndefined();
  expect(readOwn(object, '__proto__')).toBeUndefined();
  writeOwn(object, '__proto__', 7);
  expect(readOwn(object, '__proto__')).toBe(7);
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});
