import type { Digest } from './digest.ts';
import type { Page } from './page.ts';

const PAGES_LISTED_MAX = 200;

/** The digest as Markdown. Names and texts from the folder cannot break out of their places in it. */
export function renderDigest(dir: string, digest: Digest, pages: readonly Page[]): string {
  const sections = [
    [`# Digest of ${toLiteral(dir)}`],
    renderTotals(digest),
    renderList(
      'Top terms',
      digest.topTerms.map(({ term, count }) => `${toLiteral(term)} (${count})`),
    ),
    renderList(
      'Longest pages',
      digest.longestPages.map(
        (page) => `${toLiteral(page.path)}: ${toLiteral(page.title)}, ${page.words} words`,
      ),
    ),
    renderList(
      'Broken links',
      digest.brokenLinks.map((link) => `${toLiteral(link.page)}: ${toLiteral(link.target)} (${link.reason})`),
    ),
    renderList(
      'Files that were not read',
      digest.unread.map((file) => `${toLiteral(file.path)}: ${toLiteral(file.reason)}`),
    ),
    renderPages(pages),
    renderList('Notes', digest.notes.map(toLiteral)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** One line for people. */
export function summarise({ totals }: Digest): string {
  return `${totals.pages} pages, ${totals.words} words (${toMinutes(totals.readingTimeSeconds)} to read), ${totals.links} links, ${totals.brokenLinks} of them broken, ${totals.unreadFiles} files not read.`;
}

function renderTotals(digest: Digest): string[] {
  const { totals } = digest;
  return [
    summarise(digest),
    '',
    '| pages | words | headings | links | external | relative | broken |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    `| ${totals.pages} | ${totals.words} | ${totals.headings} | ${totals.links} | ${totals.externalLinks} | ${totals.relativeLinks} | ${totals.brokenLinks} |`,
  ];
}

function renderList(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, '', ...items.map((item) => `- ${item}`)];
}

function renderPages(pages: readonly Page[]): string[] {
  if (pages.length === 0) return [];
  const rows = pages.slice(0, PAGES_LISTED_MAX).map((page) => {
    return `| ${toLiteral(page.path)} | ${toLiteral(page.title)} | ${page.words} | ${page.headingCount} | ${page.links.total} | ${page.links.broken} |`;
  });
  const cut = pages.length - rows.length;
  return [
    '## Pages',
    '',
    '| path | title | words | headings | links | broken |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows,
    ...(cut > 0 ? ['', `${cut} more are in digest.json.`] : []),
  ];
}

function toMinutes(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** One line, and no character that means something in Markdown or to a terminal. */
function toLiteral(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd').replace(/[\\`*_[\]{}<>()#|~&!]/g, '\\$&');
}
