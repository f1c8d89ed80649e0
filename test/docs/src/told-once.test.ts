import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ROOT } from './played-pages.ts';

/** Two versions of one line differ behind that. */
const ALIKE = 50;

it.each(['docs/known-gaps.md', 'CHANGELOG.md'])(
  'no line of %s stands there in two versions, as a merge leaves them',
  (page) => {
    const beginnings = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^- .*/gm)].map(([line]) =>
      line.slice(0, ALIKE),
    );
    expect(beginnings.length).toBeGreaterThan(100);
    expect(beginnings.filter((one, i) => beginnings.indexOf(one) !== i)).toEqual([]);
  },
);
