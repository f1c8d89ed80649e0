import { expect, test } from '@jest/globals';
import { createSuggester, suggestName } from './suggest-name.ts';

test.each([
  ['nedes', ['needs', 'when'], '; did you mean "needs"?'],
  ['Timeout', ['timeout'], '; did you mean "timeout"?'],
  ['timout', ['timeout', 'about'], '; did you mean "timeout"?'],
  ['retrys', ['retry'], '; did you mean "retry"?'],
  ['banana', ['needs', 'when'], ''],
  ['ab', ['cd'], ''],
  ['x', [], ''],
])('a slip like %s among %j suggests %j', (name, candidates, expected) => {
  expect(suggestName(name, candidates)).toBe(expected);
});

test('a suggester stops after a hundred names, so that judging stays cheap', () => {
  const suggest = createSuggester(new Set(['fetch']));
  const answers = Array.from({ length: 101 }, () => suggest('fecth'));
  expect(answers.slice(0, 100).every((answer) => answer.includes('fetch'))).toBe(true);
  expect(answers[100]).toBe('');
});
