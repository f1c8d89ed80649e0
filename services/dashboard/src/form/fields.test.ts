import { expect, test } from '@jest/globals';
import { toField } from './fields.ts';

const about = { name: '', label: '', description: undefined, isRequired: true, initial: undefined };

test('an object has a field for each property, with its label, its default, and whether it is required', () => {
  const schema = {
    type: 'object',
    required: ['order'],
    properties: {
      order: { type: 'string', title: 'Order', description: 'Its number.' },
      amount: { type: 'integer', minimum: 1, default: 10 },
      express: { type: 'boolean' },
      kind: { enum: ['book', 7, null] },
      due: { type: 'string', format: 'date-time' },
    },
  };
  const of = (name: string, more: object) => ({ ...about, name, label: name, isRequired: false, ...more });
  expect(toField(schema)).toEqual({
    ...about,
    kind: 'object',
    fields: [
      of('order', {
        kind: 'text',
        format: 'text',
        isLong: false,
        label: 'Order',
        description: 'Its number.',
        isRequired: true,
      }),
      of('amount', { kind: 'number', isInteger: true, min: 1, initial: 10 }),
      of('express', { kind: 'boolean' }),
      of('kind', { kind: 'choice', choices: ['book', 7, null] }),
      of('due', { kind: 'text', format: 'date-time', isLong: false }),
    ],
  });
});

test('a list has one field for its items', () => {
  expect(toField({ type: 'array', items: { type: 'number' } })).toEqual({
    ...about,
    kind: 'list',
    item: { ...about, kind: 'number', isInteger: false },
  });
});

test.each([
  undefined,
  true,
  {},
  { type: ['string', 'null'] },
  { type: 'object', additionalProperties: { type: 'string' } },
  { type: 'object', properties: { a: {} }, oneOf: [{}] },
  { $ref: '#/x' },
  { type: 'array' },
  { enum: [{ a: 1 }] },
])('the schema %j is written as JSON', (schema) => {
  expect(toField(schema)).toMatchObject({ kind: 'json' });
});

test('a schema with too many fields is written as JSON as a whole, and one that is too deep from there on', () => {
  const properties = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`p${i}`, { type: 'string' }]));
  expect(toField({ type: 'object', properties })).toMatchObject({ kind: 'json' });
  let deep: object = { type: 'string' };
  for (let i = 0; i < 100; i++) deep = { type: 'object', properties: { a: deep } };
  expect(JSON.stringify(toField(deep)).match(/"kind":"object"/g)?.length).toBe(7);
});

test('a property may be named like one of every object', () => {
  const properties = JSON.parse('{"__proto__":{"type":"string"},"valueOf":{"type":"string"}}');
  expect(toField({ type: 'object', properties })).toMatchObject({
    fields: [{ name: '__proto__' }, { name: 'valueOf' }],
  });
});
