import { type Json, LIMITS, type Violation } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import { ViolationList } from '../compile/definition-fields.ts';
import { compileInputSchema } from './compile-input-schema.ts';

function check(schema: Json, input: Json): readonly Violation[] {
  const violations = new ViolationList();
  const judgeInput = compileInputSchema(schema, 'judged', violations);
  if (violations.errors.length > 0) throw new Error(`does not compile: ${JSON.stringify(violations.errors)}`);
  return judgeInput(input).errors;
}

function judge(schema: Json): readonly Violation[] {
  const violations = new ViolationList();
  compileInputSchema(schema, 'judged', violations);
  return violations.errors;
}

const person = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['name', 'age'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 2, 'x-label': 'Name' },
    age: { type: 'integer', minimum: 0 },
    level: { enum: ['low', 'high'] },
    tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    'odd key': { const: 1 },
  },
};

describe('an input, checked by its schema', () => {
  test('has no violations if it matches', () => {
    expect(check(person, { name: 'Ada', age: 36, tags: ['a', 'b'] })).toEqual([]);
  });

  test('has a violation with its path for every mistake', () => {
    const input = { name: 'A', level: 'mid', tags: ['a', 2], 'odd key': 2, extra: [1, 2] };
    expect(check(person, input)).toEqual(
      expect.arrayContaining([
        { path: 'input.age', expected: 'a value', got: 'nothing' },
        { path: 'input.extra', expected: 'no such field', got: 'a list of 2' },
        { path: 'input.name', expected: 'to NOT have fewer than 2 characters', got: '"A"' },
        { path: 'input.level', expected: 'one of ["low","high"]', got: '"mid"' },
        { path: 'input.tags[1]', expected: 'type string', got: '2' },
        { path: 'input["odd key"]', expected: '1', got: '2' },
      ]),
    );
    expect(check(person, input)).toHaveLength(6);
  });

  test.each<[Json, Json]>([
    [{ type: 'integer' }, '5'],
    [{ type: 'string' }, 5],
    [{ type: 'boolean' }, 'true'],
    [{ type: 'array' }, 'x'],
    [{ type: 'integer' }, 1.5],
  ])('is never coerced: %j does not take %j', (schema, input) => {
    expect(check(schema, input)).toHaveLength(1);
  });

  test('is not changed, and gets no defaults', () => {
    const input = { a: 1 };
    const schema = { type: 'object', properties: { b: { type: 'string', default: 'x' } } };
    expect(check(schema, input)).toEqual([]);
    expect(input).toEqual({ a: 1 });
  });

  test('matches a schema that is true or empty, and none that is false', () => {
    expect(check(true, 1)).toEqual([]);
    expect(compileInputSchema(undefined, 'judged', new ViolationList())(1).errors).toEqual([]);
    expect(check(false, 1)).toEqual([{ path: 'input', expected: 'no value', got: '1' }]);
  });

  test('does not inherit fields from JavaScript objects', () => {
    expect(check({ required: ['constructor', 'toString'] }, {})).toHaveLength(2);
  });

  test('can be checked any number of times, because each check has its own budget', () => {
    const judgeInput = compileInputSchema(
      { items: { $ref: '#/$defs/n' }, $defs: { n: { type: 'number' } } },
      'judged',
      new ViolationList(),
    );
    const input = Array.from({ length: 90_000 }, (_, index) => index);
    for (let round = 0; round < 5; round += 1) expect(judgeInput(input).errors).toEqual([]);
  });

  test('is a multiple of a step by its decimals: 0.07 of 0.01, but not 0.075', () => {
    const price = { multipleOf: 0.01 };
    expect(check(price, 0.07)).toEqual([]);
    expect(check(price, 0.075)).toEqual([
      { path: 'input', expected: 'to be a multiple of 0.01', got: '0.075' },
    ]);
  });

  test('with countless mistakes has a bounded list of violations, and their number', () => {
    const judgeInput = compileInputSchema({ items: { type: 'string' } }, 'judged', new ViolationList());
    const { errors, errorCount } = judgeInput(Array.from({ length: 20_000 }, (_, index) => index));
    expect(errors).toHaveLength(LIMITS.errors);
    expect(errorCount).toBe(20_000);
  });

  test('has the same violations by a trusted schema, which is compiled with the first input', () => {
    const judgeInput = compileInputSchema(person, 'trusted', new ViolationList());
    expect(judgeInput({ name: 'Ada', age: 36 })).toEqual({ errors: [], errorCount: 0 });
    expect(judgeInput({ name: 'Ada' }).errors).toEqual(check(person, { name: 'Ada' }));
  });

  test('of a recursive shape is followed to its depths', () => {
    const tree = { type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } } };
    expect(check(tree, { children: [{ children: [] }, { children: [{ children: 1 }] }] })).toEqual([
      { path: 'input.children[1].children[0].children', expected: 'type array', got: '1' },
    ]);
  });

  test('is checked by each pattern on its own', () => {
    const schema = {
      properties: { a: { pattern: '^a+$' }, b: { pattern: '^b+$' } },
      patternProperties: { '^x-\\d+$': { type: 'number' } },
    };
    expect(check(schema, { a: 'aa', b: 'bb', 'x-1': 1 })).toEqual([]);
    expect(check(schema, { a: 'bb', b: 'bb', 'x-1': 'y' }).map(({ path }) => path)).toEqual([
      'input.a',
      'input.x-1',
    ]);
  });

  test('has its objects compared by content for uniqueItems', () => {
    expect(
      check({ uniqueItems: true }, [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ]),
    ).toHaveLength(1);
    expect(check({ uniqueItems: true }, [1, '1', [1], { a: 1 }])).toEqual([]);
  });
});

describe('a schema that is wrong is refused', () => {
  test.each<[string, Json, string, string]>([
    ['no schema', 'string', 'input', 'a JSON Schema'],
    ['a list', [], 'input', 'a JSON Schema'],
    ['an unknown type', { type: 'strnig' }, 'input.type', 'one of'],
    ['an unknown keyword', { propertes: {} }, 'input.propertes', 'did you mean "properties"?'],
    [
      'one deep inside',
      { properties: { a: { items: { requird: [] } } } },
      'input.properties.a.items.requird',
      'required',
    ],
    ['a wrong value', { properties: { a: { minLength: -1 } } }, 'input.properties.a.minLength', '>= 0'],
    ['a remote reference', { $ref: 'https://example.com/x' }, 'input.$ref', 'within this schema'],
    ['a reference to nothing', { $ref: '#/$defs/no' }, 'input', 'whose references exist'],
    ['another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, 'input.$schema', '2020-12'],
    ['an asynchronous one', { $async: true }, 'input.$async', 'a keyword'],
    ['look-ahead', { pattern: '(?=a)b' }, 'input.pattern', 'without look-around'],
    ['a back-reference', { pattern: '(a)\\1' }, 'input.pattern', 'without look-around'],
    ['an unreadable pattern', { pattern: '(' }, 'input.pattern', 'a pattern'],
    ['an enormous pattern', { pattern: '((a{100}){100}){100}' }, 'input.pattern', 'a pattern'],
    [
      'a bad property pattern',
      { patternProperties: { '(?!a)': true } },
      'input.patternProperties["(?!a)"]',
      'a pattern',
    ],
    ['a huge schema', { enum: ['x'.repeat(200_000)] }, 'input', 'at most'],
  ])('%s', (_name, schema, path, expected) => {
    expect(judge(schema)).toContainEqual({
      path,
      expected: expect.stringContaining(expected),
      got: expect.any(String),
    });
  });

  test('and has all its mistakes reported at once', () => {
    const paths = judge({ foo: 1, properties: { a: { bar: 1, pattern: '(' } } }).map(({ path }) => path);
    expect(paths).toEqual(['input.foo', 'input.properties.a.bar', 'input.properties.a.pattern']);
  });

  test('but not for data in it, such as constants and examples', () => {
    expect(
      judge({ const: { foo: 1 }, default: { $ref: 'x' }, properties: { const: { type: 'string' } } }),
    ).toEqual([]);
  });
});

describe('a check ends soon', () => {
  const links = Array.from({ length: 40 }, (_, i): [string, Json] => {
    const next = { $ref: `#/$defs/d${i + 1}` };
    return [`d${i}`, { allOf: [next, next] }];
  });
  const exploding = { $ref: '#/$defs/d0', $defs: { ...Object.fromEntries(links), d40: true } };
  const twice = { allOf: [{ properties: { a: { $ref: '#' } } }, { properties: { a: { $ref: '#' } } }] };
  const deep: Json = JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`);
  test.each<[string, Json, Json, number]>([
    ['a pattern made to backtrack', { pattern: '^(a+)+$' }, `${'a'.repeat(100_000)}b`, 1],
    ['a pattern over too much text', { pattern: '^([ab]*a[ab]{500})$' }, 'ab'.repeat(200_000), 1],
    ['references that double', exploding, 'x', 1],
    ['references that double with depth', twice, deep, 1],
    ['a reference to itself', { $ref: '#' }, 'x', 1],
    ['unique items of many', { uniqueItems: true }, Array.from({ length: 50_000 }, (_, index) => [index]), 0],
  ])('%s', (_name, schema, input, expected) => {
    // Without a bound on its work none of these comes to an end.
    expect(check(schema, input)).toHaveLength(expected);
  });

  test('and has a bounded number of violations', () => {
    const found = check(
      { items: { type: 'string' } },
      Array.from({ length: 5_000 }, (_, index) => index),
    );
    expect(found).toHaveLength(LIMITS.errors);
  });
});
