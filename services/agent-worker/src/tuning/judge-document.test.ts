import type { TuningDocument } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { judgeDocument } from './judge-document.ts';

const toDocument = (version: number, fence: number): TuningDocument => ({
  version,
  settings: {},
  static: {},
  publishedAt: 1,
  by: 'o-1',
  fence,
  reason: 'TEST',
});
const toShared = (version: number, fence: number) => ({
  name: 'x.a',
  version,
  changedAt: 1,
  text: JSON.stringify(toDocument(version, fence)),
});

it.each([
  ['of the leader itself', 5, 6, 6, 'newer'],
  ['of a leader before the known one', 5, 4, 5, 'older'],
  ['of a leader before, where nobody knows who leads', 5, 4, 0, 'older'],
  ['of a fence that nobody has had', 5, 9, 6, 'invalid'],
  ['of the leader, after a fence that the store has lost', 9, 3, 3, 'newer'],
  ['of any fence, where nobody knows who leads', 5, 9, 0, 'newer'],
])('a published document %s is judged by who leads', (_, known, fence, leading, is) => {
  expect(judgeDocument(toDocument(1, known), toShared(2, fence), leading).is).toBe(is);
});

it('a document of the known version, or of an older one, is older whoever leads', () => {
  expect(judgeDocument(toDocument(2, 1), toShared(2, 1), 1).is).toBe('older');
  expect(judgeDocument(toDocument(2, 1), toShared(1, 3), 3).is).toBe('older');
});
