import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scanTemplate } from './scan-template.ts';

/** Parts as a short list: text as strings, expressions in an array. */
function partsOf(template: string): (string | [string])[] | string {
  const scanned = scanTemplate(template);
  if (!scanned.ok) return `no end at ${scanned.offset}`;
  return scanned.parts.map((part) => (part.kind === 'text' ? part.text : [part.source]));
}

describe('scanTemplate', () => {
  test.each<[string, (string | [string])[] | string]>([
    ['', ['']],
    ['plain', ['plain']],
    ['costs $5 or {6}', ['costs $5 or {6}']],
    ['${a}', [['a']]],
    ['x${a}y${b}', ['x', ['a'], 'y', ['b']]],
    ['${a}${b}', [['a'], ['b']]],
    ['$${a}', ['${a}']],
    ['$$${a}', ['$${a}']],
    ['$$', ['$$']],
    ['$${${a}', ['${', ['a']]],
    ["${{'a': {'b': 1}}}", [["{'a': {'b': 1}}"]]],
    ['${"}"}!', [['"}"'], '!']],
    ["${'}'}", [["'}'"]]],
    ['${"\\"}"}', [['"\\"}"']]],
    ["${r'\\'}'}", [["r'\\'}'"]]],
    ['${"""a"}b"""}', [['"""a"}b"""']]],
    ["${'''it's }'''}", [["'''it's }'''"]]],
    ['${a // } not here\n}', [['a // } not here\n']]],
    ['${', 'no end at 0'],
    ['ab ${a + "}"', 'no end at 3'],
    ['${{a}', 'no end at 0'],
    ['${"}', 'no end at 0'],
  ])('%j', (template, expected) => {
    expect(partsOf(template)).toEqual(expected);
  });

  test('returns where each source starts', () => {
    const scanned = scanTemplate('ab${c} ${d}');
    expect(
      scanned.ok && scanned.parts.flatMap((part) => (part.kind === 'text' ? [] : [part.offset])),
    ).toEqual([4, 9]);
  });

  test('returns any text whose ${ are written as $${', () => {
    const pieces = fc.array(fc.constantFrom('$', '{', '}', '${', '$${', '"', "'", 'a', '\\', '//'));
    fc.assert(
      fc.property(pieces, (texts) => {
        const text = texts.join('');
        expect(partsOf(text.replaceAll('${', () => '$${'))).toEqual([text]);
      }),
    );
  });

  test('never throws and keeps every character of text, whatever the string is', () => {
    fc.assert(fc.property(fc.string(), (text) => scanTemplate(text).ok || text.includes('${')));
  });
});
