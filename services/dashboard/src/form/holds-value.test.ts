import { expect, test } from '@jest/globals';
import { toField } from './fields.ts';
import { holdsValue } from './holds-value.ts';

const schema = {
  type: 'object',
  properties: { to: { type: 'string' }, lines: { type: 'array', items: { type: 'integer' } } },
};

test.each([
  [{ to: 'a', lines: [1, 2] }, true],
  [{ lines: [] }, false],
  [{ to: '' }, false],
  [{ to: 'a', note: 'b' }, false],
  [{ lines: ['1'] }, false],
  [null, false],
])('a form tells whether it would send %j back as it came', (value, holds) => {
  expect(holdsValue(toField(schema), value)).toBe(holds);
});

test('a field for JSON holds any value', () => {
  for (const value of [null, 0, 'a', [{ b: null }]]) expect(holdsValue(toField(undefined), value)).toBe(true);
});
