import { realpath } from 'node:fs/promises';
import { posix } from 'node:path';
import { agent } from '@ag06/agent-kit';
import { z } from 'zod';
import { checkLinks, type LinkContext } from './check-links.ts';
import { countWords, toTopTerms } from './count-words.ts';
import { explainFolderError } from './explain-folder-error.ts';
import { findExcess } from './find-excess.ts';
import { fitPages } from './fit-pages.ts';
import { ListedFile } from './listed-file.ts';
import { Page, RestOfPages, TermCount, UnreadFile } from './page.ts';
import { type ParsedPage, parsePage } from './parse-page.ts';
import { readTextFile } from './read-text-file.ts';
import { takeWithin } from './take-within.ts';

const WORDS_PER_SECOND = 200 / 60;
export const PAGES_BYTES_MAX = 220 * 1024;
export const UNREAD_MAX = 50;
export const UNREAD_BYTES_MAX = 16 * 1024;
const TERMS_OF_PAGE = 10;
export const TERMS_OF_FOLDER = 50;

/** Analyses every file. What does not fit a step's output is added up in `rest`; `terms` are those of all files. */
export const textAnalyse = agent({
  name: 'text.analyse',
  description: 'Words, headings, links and broken links, reading time and top terms of each file.',
  input: z.strictObject({ dir: z.string().min(1), files: z.array(ListedFile).max(10_000) }),
  output: z.object({
    pages: z.array(Page),
    rest: RestOfPages,
    terms: z.array(TermCount),
    unread: z.array(UnreadFile),
    unreadCount: z.int(),
  }),
  handler: async ({ dir, files }, { signal }) => {
    const root = await findRoot(dir);
    const reading = await readAll(root, files, signal);
    const pages = await checkAll(root, reading.parsed, signal);
    return {
      ...fitPages(pages, PAGES_BYTES_MAX),
      terms: toTopTerms(reading.terms, TERMS_OF_FOLDER),
      unread: takeWithin(reading.unread, UNREAD_MAX, UNREAD_BYTES_MAX),
      unreadCount: reading.unread.length,
    };
  },
});

async function findRoot(dir: string): Promise<string> {
  try {
    return await realpath(dir);
  } catch (error) {
    throw explainFolderError(error, dir);
  }
}

/** A page all but its links. */
type ReadPage = Omit<ParsedPage, 'prose'> & { path: string; words: number; topTerms: TermCount[] };

interface Reading {
  readonly parsed: ReadPage[];
  readonly terms: Map<string, number>;
  readonly unread: UnreadFile[];
}

/** One file at a time, so that memory holds one text, and the event loop turns between two. */
async function readAll(root: string, files: readonly ListedFile[], signal: AbortSignal): Promise<Reading> {
  const reading: Reading = { parsed: [], terms: new Map(), unread: [] };
  for (const { path } of files) {
    signal.throwIfAborted();
    const page = await readPage(root, path);
    if (page.status === 'unread') {
      reading.unread.push({ path, reason: page.reason });
      continue;
    }
    const { prose, ...parsed } = page.parsed;
    const { words, terms } = countWords(prose);
    for (const [term, count] of terms) reading.terms.set(term, (reading.terms.get(term) ?? 0) + count);
    reading.parsed.push({
      ...parsed,
      path: posix.normalize(path),
      words,
      topTerms: toTopTerms(terms, TERMS_OF_PAGE),
    });
  }
  return reading;
}

type PageReading =
  | { readonly status: 'parsed'; readonly parsed: ParsedPage }
  | { readonly status: 'unread'; readonly reason: string };

async function readPage(root: string, path: string): Promise<PageReading> {
  const file = await readTextFile(root, path);
  if (file.status === 'unread') return file;
  const excess = findExcess(file.text);
  if (excess !== undefined) return { status: 'unread', reason: excess };
  try {
    return { status: 'parsed', parsed: parsePage(path, file.text) };
  } catch {
    return { status: 'unread', reason: 'the Markdown parser gave up' };
  }
}

async function checkAll(root: string, parsed: readonly ReadPage[], signal: AbortSignal): Promise<Page[]> {
  const anchorsOf = new Map<string, ReadonlySet<string> | undefined>(
    parsed.map(({ path, anchors }) => [path, anchors]),
  );
  const readAnchors = async (path: string) => {
    const page = await readPage(root, path);
    return page.status === 'parsed' ? page.parsed.anchors : undefined;
  };
  const context: LinkContext = { root, anchorsOf, readAnchors, exists: new Map() };
  const pages: Page[] = [];
  for (const page of parsed) {
    signal.throwIfAborted();
    const links = await checkLinks(context, page.path, page.targets);
    pages.push({
      path: page.path,
      title: page.title,
      words: page.words,
      readingTimeSeconds: Math.ceil(page.words / WORDS_PER_SECOND),
      headingCount: page.headings.length,
      headings: [...page.headings],
      links: links.counts,
      brokenLinks: [...links.broken],
      topTerms: page.topTerms,
    });
  }
  return pages;
}
