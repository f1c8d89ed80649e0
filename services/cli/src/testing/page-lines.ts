import { readFileSync } from 'node:fs';

/** A command line on a page of docs/. */
export interface PageLine {
  /** As it stands there, without a comment. */
  readonly text: string;
  /** Behind `ag06`, without a redirection. */
  readonly words: readonly string[];
  /** Where `>` writes. */
  readonly file: string | undefined;
}

export const HISTORY_PAGE = readFileSync(new URL('../../../../docs/history.md', import.meta.url), 'utf8');

/** The lines of the page that are commands by themselves, in their order. */
export const blockLines = (page: string): readonly PageLine[] =>
  [...page.matchAll(/^ *(ag06 .*)$/gm)].map(([, line = '']) => toLine(line));

/** The commands within sentences. */
export const inlineLines = (page: string): readonly PageLine[] =>
  [...page.matchAll(/`(ag06 [^`]+)`/g)].map(([, line = '']) => toLine(line));

export const snippets = (page: string, language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);

function toLine(line: string): PageLine {
  const text = line.replace(/\s+#.*$/, '').trim();
  const [command = '', file] = text.split(/ > /);
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  return { text, words: words.slice(1), file };
}
