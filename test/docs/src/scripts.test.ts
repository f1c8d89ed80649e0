import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { findPages } from './find-pages.ts';
import { ROOT } from './played-pages.ts';

/** Decisions and the changelog tell of their day. */
const pages = findPages(ROOT).filter((page) => !/^CHANGELOG|^docs\/decisions\//.test(page));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

function scriptsOf(folder: string): readonly string[] {
  const { scripts = {} }: { scripts?: object } = JSON.parse(read(join(folder, 'package.json')));
  return Object.keys(scripts);
}

/** Those of the repository, and of a project that `ag06 init` writes. */
const OWN = [...scriptsOf('.'), 'call'];

it('every `npm run` that a page names is a script of the repository, or of the workspace that it names', () => {
  const wrong = pages.flatMap((page) =>
    [...read(page).matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)(?: -w ([\w/@.-]+))?/g)]
      .filter(([, script = '', workspace]) => !knows(page, script, workspace))
      .map(([line]) => `${page}: ${line}`),
  );
  expect(wrong).toEqual([]);
});

/** Scripts of a project that the page is about stand in its own `package.json`. */
function knows(page: string, script: string, workspace: string | undefined): boolean {
  if (workspace !== undefined)
    return existsSync(join(ROOT, workspace)) && scriptsOf(workspace).includes(script);
  const beside = dirname(page);
  return (
    OWN.includes(script) ||
    (existsSync(join(ROOT, beside, 'package.json')) && scriptsOf(beside).includes(script))
  );
}

it('every file of the repository that a command of a page names exists', () => {
  const missing = pages.flatMap((page) =>
    [...read(page).matchAll(/^ *(?:[A-Z_0-9]+=\S+ )*(?:node|npm|npx|ag06) .*$/gm)]
      .flatMap(([line]) => [
        ...line.matchAll(/(?:^| )((?:examples|deploy|services|packages|test)\/[\w./-]+\.\w+)\b/g),
      ])
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(join(ROOT, path)))
      .map((path) => `${page}: ${path}`),
  );
  expect(missing).toEqual([]);
});
