import { expect, test } from '@jest/globals';
import { createNameFinder, createSuggester, findSimilarName, suggestName } from './suggest-name.ts';

test.each([
  ['nedes', ['needs', 'when'], '; did you mean "needs"?'],
  ['Timeout', ['timeout'], '; did you mean "timeout"?'],
  ['timout', ['timeout', 'about'], '; did you mean "timeout"?'],
  ['retrys', ['retry'], '; did you mean "retry"?'],
  ['banana', ['needs', 'when'], ''],
  ['ab', ['cd'], ''],
  ['AB', ['ab'], '; did you mean "ab"?'],
  ['send.mail', ['send.mails', 'send.mial', 'snd.mail'], '; did you mean "send.mails"?'],
  ['acbdef', ['abcdfe'], '; did you mean "abcdfe"?'],
  ['acbdfe', ['abxdefg'], ''],
  ['xsend', ['send'], '; did you mean "send"?'],
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

/** Names without an end. Tells how many were asked for. */
function* without(end: { asked: number }, name: (n: number) => string): Generator<string> {
  for (;;) yield name(end.asked++);
}

test.each([
  ['unlike', (n: number) => `${n}.agent`],
  ['of another length', () => 'a'],
  ['alike up to their ends', (n: number) => `${'very.'.repeat(20)}long.${String(n).padStart(18, '0')}`],
])('a similar name is looked for among a bounded number of names that are %s', (_, name) => {
  const end = { asked: 0 };
  expect(findSimilarName(`${'very.'.repeat(20)}long.name.of.an.agent.`, without(end, name))).toBeUndefined();
  expect(end.asked).toBeGreaterThan(1_000);
  expect(end.asked).toBeLessThanOrEqual(1_000_000);
});

test('of too many names, the best among the first ones is suggested', () => {
  const first = ['send.mall', 'send.mail'];
  const end = { asked: 0 };
  expect(
    findSimilarName(
      'send.maiil',
      without(end, (n) => first[n] ?? 'another.one'),
    ),
  ).toBe('send.mail');
});

test('many names that are looked for together cost no more than one', () => {
  const end = { asked: 0 };
  const find = createNameFinder({ [Symbol.iterator]: () => without(end, (n) => `${n}.agent`) });
  const names = Array.from({ length: 1_000 }, (_, n) => `name.${n}`);
  for (const name of [...names, ...names]) expect(find(name)).toBeUndefined();
  expect(end.asked).toBeLessThanOrEqual(1_001_000);
});
