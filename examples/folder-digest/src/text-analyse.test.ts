import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { testAgent } from '@ag06/agent-kit';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Page, RestOfPages, TermCount, UnreadFile } from './page.ts';
import { runAgent } from './testing/run-agent.ts';
import { makeFolder } from './testing/temp-folder.ts';
import { textAnalyse } from './text-analyse.ts';

const Analysis = z.object({
  pages: z.array(Page),
  rest: RestOfPages,
  terms: z.array(TermCount),
  unread: z.array(UnreadFile),
  unreadCount: z.int(),
});

const analyse = (dir: string, paths: readonly string[]) =>
  runAgent(textAnalyse, { dir, files: paths.map((path) => ({ path, bytes: 0 })) }, Analysis);

async function analyseFiles(files: Record<string, string | Uint8Array>, paths = Object.keys(files)) {
  await using folder = await makeFolder(files);
  return await analyse(folder.dir, paths);
}

const brokenOf = async (text: string, others: Record<string, string> = {}) => {
  const { pages } = await analyseFiles({ 'docs/page.md': text, ...others });
  return pages.find(({ path }) => path === 'docs/page.md')?.brokenLinks;
};

describe('text.analyse', () => {
  test('describes a page', async () => {
    const { pages } = await analyseFiles({
      'a.md':
        "# Fish and chips\n\nFish, don't forget fish. [x](https://x.example) [y](#fish-and-chips) [z](gone.md)\n",
    });
    expect(pages).toEqual([
      {
        path: 'a.md',
        title: 'Fish and chips',
        words: 10,
        readingTimeSeconds: 3,
        headingCount: 1,
        headings: [{ level: 1, text: 'Fish and chips' }],
        links: { total: 3, external: 1, relative: 2, broken: 1 },
        brokenLinks: [{ target: 'gone.md', reason: 'missing file' }],
        topTerms: [
          { term: 'fish', count: 3 },
          { term: 'chips', count: 1 },
          { term: 'forget', count: 1 },
        ],
      },
    ]);
  });

  test('reads at 200 words a minute', async () => {
    const { pages } = await analyseFiles({ 'a.txt': 'word '.repeat(400), 'empty.md': '' });
    expect(pages.map(({ words, readingTimeSeconds }) => [words, readingTimeSeconds])).toEqual([
      [400, 120],
      [0, 0],
    ]);
  });

  test.each([
    ['a file beside it', '[a](other.md)'],
    ['a file with a space, encoded or in angle brackets', '[a](with%20space.md) [b](<with space.md>)'],
    ['a parent, a folder and the root of the folder', '[a](../top.md) [b](../docs/) [c](/top.md) [d](.)'],
    [
      'an anchor here and there',
      '# Here\n[a](#here) [b](other.md#sub-title) [c](#top) [d](#) [e](other.md#SUB-TITLE)',
    ],
    ['a file with a query', '[a](other.md?plain=1#sub-title)'],
    ['an encoded anchor', '# Ünï\n[a](#%C3%BCn%C3%AF)'],
    ['a file outside the folder, which is not looked at', '[a](../../../etc/nothing.md)'],
    ['addresses of any scheme', '[a](mailto:x@y.example) [b](//cdn.example/x) [c](ftp://x) [d](tel:1)'],
  ])('takes %s for sound', async (_what, text) => {
    const others = { 'docs/other.md': '## Sub title\n', 'docs/with space.md': '', 'top.md': '' };
    expect(await brokenOf(text, others)).toEqual([]);
  });

  test.each([
    [
      'a missing file',
      '[a](gone.md) ![i](gone.png)',
      [
        ['gone.md', 'missing file'],
        ['gone.png', 'missing file'],
      ],
    ],
    [
      'a missing anchor',
      '# A\n[a](#b) [c](other.md#gone)',
      [
        ['#b', 'missing anchor'],
        ['other.md#gone', 'missing anchor'],
      ],
    ],
    ['a missing reference target, once', '[a][r] [b][r]\n\n[r]: gone.md', [['gone.md', 'missing file']]],
    [
      'malformed percent-encoding and NUL',
      '[a](%zz.md) [b](%00.md)',
      [
        ['%zz.md', 'missing file'],
        ['%00.md', 'missing file'],
      ],
    ],
    ['an anchor that only code defines', '```\n# Code\n```\n[a](#code)', [['#code', 'missing anchor']]],
  ])('finds %s', async (_what, text, broken) => {
    const expected = broken.map(([target, reason]) => ({ target, reason }));
    expect(await brokenOf(text, { 'docs/other.md': '# Other' })).toEqual(expected);
  });

  test('reports huge, binary, missing and hostile files and goes on', async () => {
    const { pages, unread, unreadCount } = await analyseFiles(
      {
        'good.md': '# Good',
        'huge.md': 'x'.repeat(512 * 1024 + 1),
        'binary.md': new Uint8Array([35, 32, 0, 1]),
        'deep.md': '>'.repeat(100_000),
        'latin1.md': new Uint8Array([0x23, 0x20, 0xe9]),
      },
      ['good.md', 'huge.md', 'binary.md', 'deep.md', 'latin1.md', 'gone.md'],
    );
    expect(pages.map(({ title }) => title)).toEqual(['Good', '\ufffd']);
    expect(unreadCount).toBe(4);
    expect(unread).toEqual([
      { path: 'huge.md', reason: 'larger than 512 KiB' },
      { path: 'binary.md', reason: 'binary' },
      { path: 'deep.md', reason: 'nested too deeply' },
      { path: 'gone.md', reason: 'ENOENT' },
    ]);
  });

  test('never reads outside the folder, whatever the list says', async () => {
    await using outside = await makeFolder({ 'secret.md': '# Secret' });
    await using folder = await makeFolder({ 'a.md': '# A' });
    await symlink(outside.dir, join(folder.dir, 'out'));
    await symlink(join(outside.dir, 'secret.md'), join(folder.dir, 'link.md'));
    const { pages, unreadCount } = await analyse(folder.dir, [
      'a.md',
      'out/secret.md',
      'link.md',
      '../secret.md',
      join('..', outside.dir.split('/').at(-1) ?? '', 'secret.md'),
      'nul\0.md',
    ]);
    expect(pages.map(({ title }) => title)).toEqual(['A']);
    expect(unreadCount).toBe(5);
  });

  test('a named pipe holds nobody', async () => {
    await using folder = await makeFolder({});
    execFileSync('mkfifo', [join(folder.dir, 'pipe.md')]);
    expect((await analyse(folder.dir, ['pipe.md'])).unread).toEqual([
      { path: 'pipe.md', reason: 'not a regular file' },
    ]);
  });

  test('2,000 rich files fit a step: what is cut is added up, and no count is lost', async () => {
    const body = Array.from(
      { length: 8 },
      (_, index) => `## Heading ${index}\n\nprose number${index} [x](gone-${index}.md)\n`,
    ).join('\n');
    await using folder = await makeFolder({
      'shared.md': body,
      'long.md': `# Longest\n${'word '.repeat(9_000)}`,
    });
    const paths = [
      ...Array.from({ length: 1_999 }, (_, index) => `${'./'.repeat(1 + (index % 20))}shared.md`),
      'long.md',
    ];
    const { pages, rest } = await analyse(folder.dir, paths);
    expect(pages.length + rest.pages).toBe(2_000);
    expect(rest.pages).toBeGreaterThan(0);
    expect(pages.some(({ title }) => title === 'Longest')).toBe(true);
    const broken = pages.reduce((sum, page) => sum + page.links.broken, rest.links.broken);
    expect(broken).toBe(1_999 * 8);
  });

  test('stops when its attempt is aborted, and fails for good without its folder', async () => {
    await using folder = await makeFolder({ 'a.md': '' });
    const input = { dir: folder.dir, files: [{ path: 'a.md', bytes: 0 }] };
    const aborted = await testAgent(textAnalyse, input, { signal: AbortSignal.abort(new Error('drained')) });
    expect(aborted.outcome).toMatchObject({ failure: { message: 'drained' } });
    const gone = await testAgent(textAnalyse, { ...input, dir: join(folder.dir, 'gone') });
    expect(gone.outcome).toMatchObject({ failure: { code: 'FOLDER_NOT_FOUND' }, retryable: false });
  });
});
