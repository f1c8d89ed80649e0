import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Definition, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as toPlainText } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { SKIP, visit } from 'unist-util-visit';
import type { Heading } from './page.ts';
import { readHtml } from './read-html.ts';

/** A file as its text tells it, before its links are checked. */
export interface ParsedPage {
  readonly title: string;
  readonly headings: readonly Heading[];
  /** Targets of links and images in order, entities resolved, percent-encoding kept. */
  readonly targets: readonly string[];
  /** Targets of `#…`: GitHub's slugs of the headings, ids and names of HTML elements. */
  readonly anchors: ReadonlySet<string>;
  /** The prose: no code blocks, no HTML, no link targets. */
  readonly prose: string;
}

const TEXT_LENGTH_MAX = 120;

export function parsePage(path: string, text: string): ParsedPage {
  return path.toLowerCase().endsWith('.txt') ? parsePlain(path, text) : parseMarkdown(path, text);
}

function parsePlain(path: string, text: string): ParsedPage {
  const firstLine = text
    .slice(0, 10_000)
    .split('\n')
    .find((line) => line.trim() !== '');
  return {
    title: toLabel(firstLine ?? '') || posix.basename(path),
    headings: [],
    targets: [],
    anchors: new Set(),
    prose: text,
  };
}

/** CommonMark with GitHub's extensions, so code is never taken for headings or links. */
function parseMarkdown(path: string, text: string): ParsedPage {
  const tree = fromMarkdown(withoutFrontMatter(text), {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
  const { headings, anchors } = collectHeadings(tree);
  const { targets, prose } = collectContent(tree, anchors);
  const first = headings.find((heading) => heading.level === 1) ?? headings[0];
  return { title: first?.text || posix.basename(path), headings, targets, anchors, prose };
}

function withoutFrontMatter(text: string): string {
  if (!/^---\r?\n/.test(text)) return text;
  const end = /\n---[ \t]*(?:\r?\n|$)/.exec(text);
  return end === null ? text : text.slice(end.index + end[0].length);
}

function collectHeadings(tree: Root): { headings: Heading[]; anchors: Set<string> } {
  const slugger = new GithubSlugger();
  const headings: Heading[] = [];
  const anchors = new Set<string>();
  visit(tree, 'heading', (heading) => {
    const text = toPlainText(heading, { includeImageAlt: false, includeHtml: false });
    anchors.add(slugger.slug(text));
    headings.push({ level: heading.depth, text: toLabel(text) });
  });
  return { headings, anchors };
}

/** Adds the anchors of HTML elements to `anchors`. A link that shows its own address is no prose. */
function collectContent(tree: Root, anchors: Set<string>): { targets: string[]; prose: string } {
  const definitions = collectDefinitions(tree);
  const targets: string[] = [];
  const prose: string[] = [];
  visit(tree, (part) => {
    switch (part.type) {
      case 'link':
        targets.push(part.url);
        if (part.url.endsWith(toPlainText(part))) return SKIP;
        break;
      case 'image':
        targets.push(part.url);
        break;
      case 'linkReference':
      case 'imageReference':
        targets.push(definitions.get(part.identifier) ?? '');
        break;
      case 'html': {
        const html = readHtml(part.value);
        targets.push(...html.targets);
        for (const anchor of html.anchors) anchors.add(anchor);
        break;
      }
      case 'text':
      case 'inlineCode':
        prose.push(part.value);
        break;
      case 'break':
      case 'paragraph':
      case 'heading':
      case 'tableCell':
        prose.push('\n');
        break;
    }
  });
  return { targets, prose: prose.join('') };
}

/** The first definition of a label counts. */
function collectDefinitions(tree: Root): Map<string, string> {
  const definitions = new Map<string, string>();
  visit(tree, 'definition', ({ identifier, url }: Definition) => {
    if (!definitions.has(identifier)) definitions.set(identifier, url);
  });
  return definitions;
}

function toLabel(text: string): string {
  return [...text.replace(/\s+/g, ' ').trim()].slice(0, TEXT_LENGTH_MAX).join('');
}
