import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it('docs/dashboard.md tells what each page of the navigation answers', () => {
  const pages = read('services/dashboard/src/frame/pages.tsx');
  const paths = [...pages.matchAll(/path: '([^']+)',\s+title:/g)].map(([, path]) => path);
  const told = [...read('docs/dashboard.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path);
  expect(paths.length).toBeGreaterThan(10);
  expect(told).toEqual(expect.arrayContaining(paths));
});
