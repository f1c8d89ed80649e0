import { expect, it } from '@jest/globals';
import { readStart } from './read-start.ts';

const START = { workflow: 'w', version: 'v', input: '1', parent: { unit: 's', attempt: 1, item: 0 } };

it('a start is read as it was written, without what a later release added', () => {
  expect(readStart('r0-a', 'r0-b', JSON.stringify({ ...START, more: 1 }))).toEqual(START);
  const { version: _, ...least } = { ...START, parent: { unit: 's', attempt: 1 } };
  expect(readStart('r0-a', 'r0-b', JSON.stringify(least))).toEqual(least);
});

it.each([
  ['no JSON', '{'],
  ['no object', '1'],
  ['a workflow that is no text', JSON.stringify({ ...START, workflow: 1 })],
  ['no input', JSON.stringify({ ...START, input: undefined })],
  ['no parent', JSON.stringify({ ...START, parent: null })],
  ['an attempt that is no count', JSON.stringify({ ...START, parent: { unit: 's', attempt: 'x' } })],
])('a start with %s is refused as a broken record, which names the sender and the child', (_, body) => {
  expect(() => readStart('r0-a', 'r0-b', body)).toThrow(
    expect.objectContaining({ code: 'STORE_RECORD_INVALID', message: expect.stringMatching(/r0-b.*r0-a/) }),
  );
});
