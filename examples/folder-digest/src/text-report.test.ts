import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testAgent } from '@ag06/agent-kit';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Digest } from './digest.ts';
import { fsList } from './fs-list.ts';
import { parsePage } from './parse-page.ts';
import { runAgent } from './testing/run-agent.ts';
import { makeFolder } from './testing/temp-folder.ts';
import { textAggregate } from './text-aggregate.ts';
import { textAnalyse } from './text-analyse.ts';
import { textReport } from './text-report.ts';

const Anything = z.record(z.string(), z.unknown());
const Report = z.object({ markdown: z.string(), json: z.string(), summary: z.string() });

/** The steps of the workflow, one after the other. */
async function digest(dir: string, out: string) {
  const listing = await runAgent(fsList, { dir }, Anything);
  const analysis = await runAgent(textAnalyse, { dir: listing.dir, files: listing.files }, Anything);
  const digest = await runAgent(textAggregate, { ...analysis, omitted: listing.omitted }, Digest);
  const report = await runAgent(textReport, { dir, out, digest, pages: analysis.pages }, Report);
  return { digest, report };
}

const FILES = {
  'README.md': '# Start\n\nSee the [guide](docs/guide.md), [nothing](gone.md) and <https://x.example>.\n',
  'docs/guide.md': `# Guide\n\n${'guide words follow '.repeat(100)}\n[back](../README.md#start) [bad](#nope)\n`,
  'notes.txt': 'Plain notes about a guide',
};

describe('folder-digest', () => {
  test('adds a folder up and writes both files', async () => {
    await using folder = await makeFolder(FILES);
    const { digest: result, report } = await digest(folder.dir, join(folder.dir, '.out/deep'));
    expect(result.totals).toEqual({
      pages: 3,
      words: 314,
      readingTimeSeconds: 95,
      headings: 2,
      links: 5,
      externalLinks: 1,
      relativeLinks: 4,
      brokenLinks: 2,
      unreadFiles: 0,
    });
    expect(result.brokenLinks).toEqual([
      { page: 'README.md', target: 'gone.md', reason: 'missing file' },
      { page: 'docs/guide.md', target: '#nope', reason: 'missing anchor' },
    ]);
    expect(result.longestPages.map(({ path }) => path)).toEqual(['docs/guide.md', 'README.md', 'notes.txt']);
    expect(result.topTerms[0]).toEqual({ term: 'guide', count: 103 });
    expect(result.notes).toEqual([]);
    expect(report.summary).toBe(
      '3 pages, 314 words (2 min to read), 5 links, 2 of them broken, 0 files not read.',
    );
    expect(JSON.parse(await readFile(report.json, 'utf8'))).toMatchObject({
      totals: result.totals,
      pages: [{}, {}, {}],
    });
    expect(await readFile(report.markdown, 'utf8')).toContain('docs/guide.md');
  });

  test('writing again replaces the files and leaves no drafts', async () => {
    await using folder = await makeFolder(FILES);
    const out = join(folder.dir, '.out');
    await digest(folder.dir, out);
    await digest(folder.dir, out);
    expect((await readdir(out)).sort()).toEqual(['digest.json', 'digest.md']);
  });

  test('an empty folder has an empty digest', async () => {
    await using folder = await makeFolder({});
    const { digest: result } = await digest(folder.dir, join(folder.dir, 'out'));
    expect(result.totals).toMatchObject({ pages: 0, words: 0 });
  });

  test('hostile names and texts stay text in the digest', async () => {
    await using folder = await makeFolder({
      'x](evil.md).md': '# <script>alert(1)</script> | [a](evil.md)\n[b](<"x" `y`\u001b[31m.md>)\n',
      'new\n# line.md': '# \u202e*Bold*',
    });
    const { report } = await digest(folder.dir, join(folder.dir, 'out'));
    const markdown = await readFile(report.markdown, 'utf8');
    const page = parsePage('digest.md', markdown);
    expect(page.targets).toEqual([]);
    expect(page.headings.map(({ text }) => text).slice(1)).toEqual([
      'Top terms',
      'Longest pages',
      'Broken links',
      'Pages',
    ]);
    expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(markdown).not.toMatch(/(?<!\\)<script/);
  });

  test('what was cut is said', async () => {
    const rest = {
      pages: 7,
      words: 1,
      headings: 1,
      links: { total: 9, external: 0, relative: 9, broken: 9 },
    };
    const result = await runAgent(textAggregate, { pages: [], rest, unreadCount: 3, omitted: 4 }, Digest);
    expect(result.notes).toEqual([
      '4 files were not analysed: the folder has more than one run takes.',
      '7 shorter pages are counted in the totals but not listed.',
      '9 more broken links are counted but not listed.',
      '3 more unread files are counted but not listed.',
    ]);
    expect(result.totals).toMatchObject({ pages: 7, brokenLinks: 9 });
  });

  test('an out that is a file fails for good', async () => {
    await using folder = await makeFolder({ 'a.md': '' });
    const empty = await runAgent(textAggregate, { pages: [] }, Digest);
    const { outcome } = await testAgent(textReport, {
      dir: 'd',
      out: join(folder.dir, 'a.md'),
      digest: empty,
    });
    expect(outcome).toMatchObject({ failure: { code: 'FOLDER_UNWRITABLE' }, retryable: false });
  });
});
