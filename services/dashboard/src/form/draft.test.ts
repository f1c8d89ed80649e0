import { expect, test } from '@jest/globals';
import { type Draft, type DraftFault, readDraft, toDraft, toLocalTime } from './draft.ts';
import { toField } from './fields.ts';

const schema = {
  type: 'object',
  required: ['order', 'amount'],
  properties: {
    order: { type: 'string' },
    amount: { type: 'integer', default: 10 },
    express: { type: 'boolean' },
    kind: { enum: ['book', null] },
    due: { type: 'string', format: 'date-time' },
    lines: {
      type: 'array',
      items: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' } } },
    },
    to: { type: 'object', required: ['city'], properties: { city: { type: 'string' }, note: {} } },
  },
};
const field = toField(schema);

function read(draft: Draft, of = field) {
  const faults: DraftFault[] = [];
  return { ...readDraft(of, draft, 'input', faults), faults };
}

/** The draft of the form with texts in some of its fields. */
function draftOf(texts: Readonly<Record<string, string>>): Draft {
  const draft = toDraft(field);
  if (draft.kind !== 'members') throw new Error('The form asks for an object.');
  const given = Object.entries(texts).map(([name, text]): [string, Draft] => [name, { kind: 'text', text }]);
  return { kind: 'members', members: new Map([...draft.members, ...given]) };
}

test('a form gives what was filled in and the defaults, and leaves out the rest', () => {
  expect(read(draftOf({ order: 'o-7' }))).toEqual({ value: { order: 'o-7', amount: 10 }, faults: [] });
});

test('choices and booleans keep their types', () => {
  const { value, faults } = read(draftOf({ order: 'o', kind: '1', express: 'false' }));
  expect(faults).toEqual([]);
  expect(value).toEqual({ order: 'o', amount: 10, kind: null, express: false });
});

test('what is wrong is told at its place', () => {
  expect(read(draftOf({ amount: '1.5', due: 'soon' })).faults).toEqual([
    { path: 'input.order', message: 'This is required.' },
    { path: 'input.amount', message: 'Expected a whole number, got 1.5.' },
    { path: 'input.due', message: 'Expected a time, got soon.' },
  ]);
});

test.each([
  { order: 'o', amount: 3, express: true, kind: 'book', due: '2026-11-28T09:00:00.000Z' },
  { order: 'o', amount: 3, lines: [{ sku: 'a' }, { sku: 'b' }] },
  { order: 'o', amount: 3, to: { city: 'x', note: { any: [1] } } },
])('a form that is filled with %j gives just that', (given) => {
  expect(read(toDraft(field, given))).toEqual({ value: given, faults: [] });
});

test('an item of a list is told by its number', () => {
  const lines: Draft = {
    kind: 'items',
    items: [{ kind: 'members', members: new Map([['sku', { kind: 'text', text: '' }]]) }],
  };
  const draft = toDraft(field, { order: 'o' });
  if (draft.kind !== 'members') throw new Error('The form asks for an object.');
  const { faults } = read({ kind: 'members', members: new Map([...draft.members, ['lines', lines]]) });
  expect(faults).toEqual([{ path: 'input.lines[0].sku', message: 'This is required.' }]);
});

test('an input without a schema is JSON, and null if it is empty', () => {
  const json = toField(undefined);
  expect(read({ kind: 'text', text: '' }, json)).toEqual({ value: null, faults: [] });
  expect(read({ kind: 'text', text: '{"a":[1]}' }, json)).toEqual({ value: { a: [1] }, faults: [] });
  expect(read({ kind: 'text', text: '{' }, json).faults).toMatchObject([{ path: 'input' }]);
});

test('a time is shown in the time zone of the reader, and read from there', () => {
  const at = new Date(2026, 10, 28, 9, 30, 15);
  expect(toLocalTime(at.toISOString())).toBe('2026-11-28T09:30:15');
  expect(toLocalTime('soon')).toBe('');
});

test('a number that would be sent as another one is a fault', () => {
  expect(read(draftOf({ order: 'o', amount: '9007199254740993' })).faults).toEqual([
    { path: 'input.amount', message: expect.stringContaining('would be rounded') },
  ]);
});
