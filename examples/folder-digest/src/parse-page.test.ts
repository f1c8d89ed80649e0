import { describe, expect, test } from '@jest/globals';
import { findExcess } from './find-excess.ts';
import { parsePage } from './parse-page.ts';

const parse = (text: string) => parsePage('docs/page.md', text);

describe('parsePage', () => {
  test('reads headings of both styles with their levels, and takes the first of level 1 as title', () => {
    const page = parse('## Before\n\n# The *title* `code`\n\nSetext\n------\n\n#nospace\n');
    expect(page.headings).toEqual([
      { level: 2, text: 'Before' },
      { level: 1, text: 'The title code' },
      { level: 2, text: 'Setext' },
    ]);
    expect(page.title).toBe('The title code');
  });

  test('takes nothing inside code for a heading, a link or prose', () => {
    const code = '```md\n# no\n[a](no.md)\n```\n\n~~~\n# no\n~~~\n\n    # no [a](no.md)\n\n`[a](no.md)` ok\n';
    expect(parse(code)).toMatchObject({ headings: [], targets: [], title: 'page.md' });
    expect(parse('```\nsecret\n```\nword').prose).not.toContain('secret');
  });

  test('an unclosed fence swallows the rest', () => {
    expect(parse('# yes\n```\n# no\n[a](no.md)')).toMatchObject({ headings: [{ text: 'yes' }], targets: [] });
  });

  test('reads inline, reference, image, angle-bracket, automatic and HTML links', () => {
    const text = [
      '[a](a.md "title") [b][ref] [ref][] [ref] ![i](i.png) [s](<with space.md>) [p](p_(1).md)',
      '<https://auto.example> https://bare.example [e](x.md?a=1&amp;b=2) [none][missing]',
      '<a href="h.html?a=1&amp;b=2">x</a> <img src=\'s.png\'> <!-- <a href="no.html"> -->',
      '',
      '[ref]: ref.md "t"',
      '[ref]: second.md',
      '[unused]: unused.md',
    ].join('\n');
    expect(parse(text).targets).toEqual([
      'a.md',
      'ref.md',
      'ref.md',
      'ref.md',
      'i.png',
      'with space.md',
      'p_(1).md',
      'https://auto.example',
      'https://bare.example',
      'x.md?a=1&b=2',
      'h.html?a=1&b=2',
      's.png',
    ]);
  });

  test("makes GitHub's anchors, also for repeated headings, and those of HTML", () => {
    const page = parse(
      '# Hello, World!\n## Hello, World!\n### Ünï `code` &amp; *x*\n<a name="old"></a>\n\n<div id="box"></div>\n',
    );
    expect([...page.anchors]).toEqual(['hello-world', 'hello-world-1', 'ünï-code--x', 'old', 'box']);
  });

  test('skips front matter', () => {
    expect(parse('---\ntitle: x\nlink: "[a](b.md)"\n---\n# Real\n')).toMatchObject({
      title: 'Real',
      targets: [],
    });
    expect(parse('---\n# No end\n').headings).toHaveLength(1);
  });

  test('takes a .txt file as prose only, with its first line as title', () => {
    expect(parsePage('a.txt', '\n  First line \n# no [a](b.md)')).toMatchObject({
      title: 'First line',
      headings: [],
      targets: [],
    });
    expect(parsePage('x/a.txt', '').title).toBe('a.txt');
  });
});

describe('findExcess', () => {
  test.each([
    ['quotes', '>'.repeat(10_000)],
    ['lists', '1. '.repeat(5_000)],
    ['lists by indentation', `${' '.repeat(400)}- a`],
    ['brackets', '[a][b] '.repeat(3_000)],
    ['brackets in many paragraphs', '[a][b]\n\n'.repeat(15_000)],
  ])('refuses an excess of %s', (_what, text) => {
    expect(findExcess(text)).toBeDefined();
  });

  test('lets long lists of links, deep code and prose pass', () => {
    for (const text of [
      '- [a](b.md)\n'.repeat(10_000),
      `    ${' '.repeat(500)}code`,
      'words '.repeat(50_000),
      '',
    ]) {
      expect(findExcess(text)).toBeUndefined();
    }
  });
});
