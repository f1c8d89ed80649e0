import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { findPages } from './find-pages.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

it('every link between pages leads to a file, and to a heading if it names one', () => {
  const broken = findPages(ROOT).flatMap((page) => {
    const links = readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g);
    return [...links].flatMap(([link, path = '', heading]) => {
      const target = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
      if (!existsSync(target)) return [`${page}: ${link}`];
      return heading === undefined || headingsOf(target).includes(heading) ? [] : [`${page}: ${link}`];
    });
  });
  expect(broken).toEqual([]);
});

it('the index of decisions lists each of them once', () => {
  const folder = join(ROOT, 'docs/decisions');
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  const listed = [...index.matchAll(/^- \[\d+\]\((\S+)\)/gm)].map(([, file]) => file);
  expect(listed.toSorted()).toEqual(readdirSync(folder).filter((file) => file !== 'README.md'));
});

/** As GitHub names them. */
const headingsOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
