import { byPath } from './listed-file.ts';
import type { Page, RestOfPages } from './page.ts';
import { takeWithin, toJsonBytes } from './take-within.ts';

interface Detail {
  readonly headings: number;
  readonly brokenLinks: number;
  readonly topTerms: number;
}

/** From the most generous: the first with which all pages fit is taken, else the last. */
const DETAILS: readonly Detail[] = [
  { headings: 100, brokenLinks: 100, topTerms: 10 },
  { headings: 10, brokenLinks: 20, topTerms: 5 },
  { headings: 0, brokenLinks: 3, topTerms: 0 },
];
const LONGEST_KEPT = 20;

export interface FittedPages {
  readonly pages: Page[];
  readonly rest: RestOfPages;
}

/**
 * Cuts lists, and if that is not enough whole pages, until what is left takes at most `maxBytes` of JSON. The longest
 * pages and those with broken links are kept first; the others are added up in `rest`.
 */
export function fitPages(pages: readonly Page[], maxBytes: number): FittedPages {
  const least = DETAILS.at(-1) ?? { headings: 0, brokenLinks: 0, topTerms: 0 };
  const detail = DETAILS.find((candidate) => sizeOf(pages, candidate) <= maxBytes) ?? least;
  const ranked = byImportance(pages).map((page) => reduce(page, detail));
  const kept = takeWithin(ranked, ranked.length, maxBytes);
  return { pages: kept.sort(byPath), rest: addUp(ranked.slice(kept.length)) };
}

function sizeOf(pages: readonly Page[], detail: Detail): number {
  return pages.reduce((bytes, page) => bytes + toJsonBytes(reduce(page, detail)) + 1, 2);
}

function reduce(page: Page, detail: Detail): Page {
  return {
    ...page,
    headings: page.headings.slice(0, detail.headings),
    brokenLinks: page.brokenLinks.slice(0, detail.brokenLinks),
    topTerms: page.topTerms.slice(0, detail.topTerms),
  };
}

function byImportance(pages: readonly Page[]): Page[] {
  const byWords = [...pages].sort((a, b) => b.words - a.words || byPath(a, b));
  const others = byWords.slice(LONGEST_KEPT);
  return [
    ...byWords.slice(0, LONGEST_KEPT),
    ...others.filter((page) => page.links.broken > 0),
    ...others.filter((page) => page.links.broken === 0),
  ];
}

function addUp(pages: readonly Page[]): RestOfPages {
  const sum = (read: (page: Page) => number) => pages.reduce((total, page) => total + read(page), 0);
  return {
    pages: pages.length,
    words: sum((page) => page.words),
    headings: sum((page) => page.headingCount),
    links: {
      total: sum((page) => page.links.total),
      external: sum((page) => page.links.external),
      relative: sum((page) => page.links.relative),
      broken: sum((page) => page.links.broken),
    },
  };
}
