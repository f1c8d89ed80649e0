import { expect, test } from '@jest/globals';
import { findSignalSchema, listSignals } from './signal-schema.ts';

const schema = { type: 'object' };
const definition = {
  steps: { a: { agent: 'x' }, b: { signal: 'go' }, c: { signal: 'go', schema }, d: { signal: 'stop' } },
};

test('a signal has the schema of the step that waits for it, or of any step with its name', () => {
  expect(findSignalSchema(definition, 'go', 'c')).toBe(schema);
  expect(findSignalSchema(definition, 'go', 'b')).toBeUndefined();
  expect(findSignalSchema(definition, 'go')).toBe(schema);
  expect(findSignalSchema(definition, 'other')).toBeUndefined();
  expect(findSignalSchema(definition, 'go', 'valueOf')).toBe(schema);
  expect(findSignalSchema(undefined, 'go')).toBeUndefined();
});

test('the signals of a definition are listed once each', () => {
  expect(listSignals(definition)).toEqual(['go', 'stop']);
  expect(listSignals(null)).toEqual([]);
});
