import { describe, expect, it } from '@jest/globals';
import { leads, toBreaker } from './read-documents.ts';

const document = (text: string, changedAt = 0) => ({ name: 'b', version: 1, changedAt, text });

describe('a breaker’s document', () => {
  it.each([
    ['{"state":{"is":"open","until":1001}}', 'open'],
    ['{"state":{"is":"open"}}', 'open'],
    ['{"state":{"is":"open","until":1000}}', 'half-open'],
    ['{"v":1,"state":{"is":"half-open","since":5}}', 'half-open'],
    ['{"state":{"is":"closed","since":5}}', 'closed'],
    ['{"state":{"is":7}}', 'closed'],
    ['{"state":7}', 'closed'],
    ['{}', 'closed'],
    ['null', 'closed'],
    ['nonsense', 'closed'],
  ])('%s says %s', (text, state) => {
    expect(toBreaker(document(text), 1_000)).toEqual({ name: 'b', state });
  });
});

it('readDocuments believes a leader for half a minute', () => {
  expect(leads(document('', 1_000), 30_999)).toBe(true);
  expect(leads(document('', 1_000), 31_000)).toBe(false);
});
