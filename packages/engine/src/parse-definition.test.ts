import { LIMITS, Refusal } from '@ag06/contracts';
import { growthOf } from '@ag06/test-support';
import { describe, expect, test } from '@jest/globals';
import { type DefinitionFormat, parseDefinition } from './parse-definition.ts';

function refusalOf(
  text: string,
  format: DefinitionFormat,
): { status: number; code: string; message: string } {
  try {
    parseDefinition(text, format);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map(
    (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`,
  ),
].join('\n');

describe('parseDefinition', () => {
  test.each<[string, string, DefinitionFormat]>([
    ['YAML', 'name: w\nsteps: { a: { agent: x } }', 'yaml'],
    ['JSON', '{"name":"w","steps":{"a":{"agent":"x"}}}', 'json'],
    ['JSON by itself', ' {"name":"w","steps":{"a":{"agent":"x"}}}', 'auto'],
    ['YAML by itself', '# a comment\nname: w\nsteps:\n  a: { agent: x }', 'auto'],
    ['YAML in braces by itself', '{name: w, steps: {a: {agent: x}}}', 'auto'],
    ['a YAML document with its markers', '---\nname: w\nsteps: { a: { agent: x } }\n...\n', 'yaml'],
  ])('reads %s', (_name, text, format) => {
    expect(parseDefinition(text, format)).toEqual({ name: 'w', steps: { a: { agent: 'x' } } });
  });

  test('reads YAML 1.2: yes and no are strings, anchors may be repeated', () => {
    expect(parseDefinition('a: yes\nb: &x {n: 1}\nc: *x\nd: 010', 'yaml')).toEqual({
      a: 'yes',
      b: { n: 1 },
      c: { n: 1 },
      d: 10,
    });
  });

  test('keeps __proto__ as data', () => {
    const value = parseDefinition('__proto__: {polluted: true}', 'yaml');
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true}}');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test.each<[string, string, DefinitionFormat, RegExp]>([
    ['unreadable JSON', '{"a": }', 'json', /JSON/],
    ['unreadable YAML', 'a: [1, 2', 'yaml', /line 1/],
    ['duplicate keys', 'a: 1\nb: {c: 1, c: 2}', 'yaml', /"c" is there twice/],
    ['two documents', 'a: 1\n---\na: 2', 'yaml', /one document/],
    ['a tag that runs code elsewhere', 'a: !!js/function "x"', 'yaml', /tag/],
    ['a tag of its own', 'a: !secret x', 'yaml', /tag/],
    ['binary data', 'a: !!binary aGVsbG8=', 'yaml', /tag/],
    ['an infinite number', 'a: .inf', 'yaml', /Infinity/],
    ['an unknown alias', 'a: *nothing', 'yaml', /alias/i],
    ['an alias bomb', bomb, 'yaml', /alias/i],
  ])('refuses %s', (_name, text, format, message) => {
    const refusal = refusalOf(text, format);
    expect(refusal).toMatchObject({ status: 400, code: 'DEFINITION_MALFORMED' });
    expect(refusal.message).toMatch(message);
  });

  test.each<[string, (levels: number) => string, DefinitionFormat]>([
    ['JSON', (levels) => '['.repeat(levels) + ']'.repeat(levels), 'json'],
    ['YAML in brackets', (levels) => '['.repeat(levels) + ']'.repeat(levels), 'yaml'],
    ['YAML in braces', (levels) => `${'{a: '.repeat(levels)}1${'}'.repeat(levels)}`, 'yaml'],
    ['YAML sequences', (levels) => `${'- '.repeat(levels)}x`, 'yaml'],
    [
      'YAML by indentation',
      (levels) => Array.from({ length: levels }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'yaml',
    ],
  ])('reads %s of the greatest depth, and refuses more as BODY_TOO_DEEP', (_name, write, format) => {
    expect(parseDefinition(write(LIMITS.depth), format)).toBeDefined();
    expect(refusalOf(write(LIMITS.depth + 1), format)).toMatchObject({ status: 400, code: 'BODY_TOO_DEEP' });
    expect(refusalOf(write(format === 'json' ? 300_000 : 1_000), format)).toMatchObject({
      code: 'BODY_TOO_DEEP',
    });
  });

  test('merges what `<<` names, as YAML does: own keys stand, and are not asked for twice', () => {
    const text =
      'base: &base {retry: {maxAttempts: 5}, timeout: 1s}\na: {<<: *base, timeout: 2s}\nb: {<<: [*base, {x: 1}]}';
    expect(parseDefinition(text, 'yaml')).toMatchObject({
      a: { retry: { maxAttempts: 5 }, timeout: '2s' },
      b: { retry: { maxAttempts: 5 }, timeout: '1s', x: 1 },
    });
    expect(refusalOf('a: {<<: 5}', 'yaml')).toMatchObject({ code: 'DEFINITION_MALFORMED' });
    expect(parseDefinition('a: {"<<": 5}', 'yaml')).toEqual({ a: { '<<': 5 } });
  });

  test.each<[string, DefinitionFormat, string]>([
    ['{"a":[1,{"b c":9007199254740993}]}', 'json', 'a[1]["b c"]'],
    ['{"a":1,"b":-12345678901234567890}', 'json', 'b'],
    ['{"a":{"b":[0,1e400]}}', 'json', 'a.b[1]'],
    ['{"a":"12345678901234567890","x":{"y":[{},12345678901234567890]}}', 'json', 'x.y[1]'],
    ['a: [1, {b: 9007199254740993}]', 'yaml', 'a[1].b'],
    ['a: {b: 0xffffffffffffffff}', 'yaml', 'a.b'],
  ])('refuses a number that it would change, with its place: %s', (text, format, path) => {
    try {
      parseDefinition(text, format);
      throw new Error('was not refused');
    } catch (error) {
      expect(error).toMatchObject({ status: 422, code: 'NUMBER_INEXACT', errors: [{ path }] });
    }
  });

  test.each<[string, DefinitionFormat]>([
    ['[9007199254740992, -9007199254740992, 0.1, 1e300, 123456789012345.678, 1e-400]', 'json'],
    ['[9007199254740992, -9007199254740992, 0.1, 1e300, 123456789012345.678]', 'yaml'],
  ])('keeps every number that a double holds: %s', (text, format) => {
    expect(parseDefinition(text, format)).toEqual(JSON.parse(text));
  });

  test.each<[string, string, DefinitionFormat]>([
    ['JSON', `[${Array(LIMITS.parts).fill('[]').join()}]`, 'json'],
    [
      'JSON of many keys',
      `{${Array.from({ length: LIMITS.parts / 2 + 1 }, (_, i) => `"${i}":1`).join()}}`,
      'json',
    ],
    [
      'YAML',
      `[${Array(LIMITS.parts / 2 + 1)
        .fill('[]')
        .join()}]`,
      'yaml',
    ],
    ['YAML in lines', '- 1\n'.repeat(LIMITS.parts + 1), 'yaml'],
  ])('refuses %s of more parts than the limit before it builds any', (_name, text, format) => {
    expect(refusalOf(text, format)).toMatchObject({ status: 400, code: 'BODY_TOO_COMPLEX' });
  });

  test('refuses a value that holds itself', () => {
    expect(refusalOf('a: &x [*x]', 'yaml')).toMatchObject({ status: 400 });
  });

  test('reads maps of many keys in time that grows with their number', () => {
    const parse = (keys: number) => {
      const text = Array.from({ length: keys }, (_, index) => `k${index}: ${index}`).join('\n');
      expect(Object.keys(parseDefinition(text, 'yaml') ?? {})).toHaveLength(keys);
    };
    expect(growthOf(parse, 1_000, 4_000)).toBeLessThan(9);
  });
});
