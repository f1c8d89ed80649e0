import { agent } from '@ag06/agent-kit';
import { z } from 'zod';
import { toTopTerms } from './count-words.ts';
import { Digest } from './digest.ts';
import { Page, RestOfPages, TermCount, UnreadFile } from './page.ts';
import { takeWithin } from './take-within.ts';

const TERMS_MAX = 20;
const BROKEN_MAX = 500;
const BROKEN_BYTES_MAX = 100 * 1024;
const LONGEST_MAX = 10;

const Analysis = z.strictObject({
  pages: z.array(Page),
  rest: RestOfPages.default({
    pages: 0,
    words: 0,
    headings: 0,
    links: { total: 0, external: 0, relative: 0, broken: 0 },
  }),
  /** The most frequent terms of the whole folder; without them those of the pages are added up. */
  terms: z.array(TermCount).optional(),
  unread: z.array(UnreadFile).default([]),
  unreadCount: z.int().default(0),
  /** Files that were left out before the analysis. */
  omitted: z.int().default(0),
});
type Analysis = z.infer<typeof Analysis>;

export const textAggregate = agent({
  name: 'text.aggregate',
  description: 'Adds the pages of a folder up: totals, top terms, broken links, longest pages.',
  input: Analysis,
  output: Digest,
  handler: (analysis) => {
    const totals = toTotals(analysis);
    const broken = analysis.pages.flatMap(({ path, brokenLinks }) =>
      brokenLinks.map((link) => ({ ...link, page: path })),
    );
    const brokenLinks = takeWithin(broken, BROKEN_MAX, BROKEN_BYTES_MAX);
    return {
      totals,
      topTerms: (analysis.terms ?? addTerms(analysis.pages)).slice(0, TERMS_MAX),
      brokenLinks,
      longestPages: toLongest(analysis.pages),
      unread: analysis.unread,
      notes: toNotes(analysis, totals.brokenLinks - brokenLinks.length),
    };
  },
});

function toTotals({ pages, rest, unreadCount }: Analysis): Digest['totals'] {
  const sum = (read: (page: Page) => number) => pages.reduce((total, page) => total + read(page), 0);
  const words = rest.words + sum((page) => page.words);
  return {
    pages: rest.pages + pages.length,
    words,
    readingTimeSeconds: Math.ceil((words * 60) / 200),
    headings: rest.headings + sum((page) => page.headingCount),
    links: rest.links.total + sum((page) => page.links.total),
    externalLinks: rest.links.external + sum((page) => page.links.external),
    relativeLinks: rest.links.relative + sum((page) => page.links.relative),
    brokenLinks: rest.links.broken + sum((page) => page.links.broken),
    unreadFiles: unreadCount,
  };
}

function addTerms(pages: readonly Page[]): TermCount[] {
  const terms = new Map<string, number>();
  for (const { term, count } of pages.flatMap((page) => page.topTerms)) {
    terms.set(term, (terms.get(term) ?? 0) + count);
  }
  return toTopTerms(terms, TERMS_MAX);
}

function toLongest(pages: readonly Page[]): Digest['longestPages'] {
  return [...pages]
    .sort((a, b) => b.words - a.words)
    .slice(0, LONGEST_MAX)
    .map(({ path, title, words }) => ({ path, title, words }));
}

function toNotes({ rest, unread, unreadCount, omitted }: Analysis, brokenCut: number): string[] {
  const notes: [number, string][] = [
    [omitted, 'files were not analysed: the folder has more than one run takes'],
    [rest.pages, 'shorter pages are counted in the totals but not listed'],
    [brokenCut, 'more broken links are counted but not listed'],
    [unreadCount - unread.length, 'more unread files are counted but not listed'],
  ];
  return notes.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}.`);
}
