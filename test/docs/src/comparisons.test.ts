import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const page = readFileSync(new URL('../../../docs/comparisons.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|') && !line.startsWith('| ---'))
  .map((line) => line.split(/ *\| */).slice(1, -1));
const [systems = [], versions = [], ...claims] = rows;
/** The first column says what is compared, the second what AG06 does. */
const others = systems.slice(2);

it('the comparison says which day it is of, and which version of each system was looked at', () => {
  expect(page).toMatch(/^As of \d{1,2} [A-Z][a-z]+ 20\d\d\./m);
  expect(others.length).toBeGreaterThan(5);
  expect(versions.slice(2)).toEqual(
    others.map(() => expect.stringMatching(/^\[\S+ \d+\.\d+\.\d+\]\(https:\/\/\S+\d+\.\d+\.\d+\)$/)),
  );
});

it('each claim about another system links the page where it can be checked', () => {
  const unproven = claims.flatMap(([what = '', , ...cells]) =>
    others
      .filter((_, i) => !/^\[[^\]]+\]\(https:\/\/[^\s)]+\)$/.test(cells[i] ?? ''))
      .map((system) => `${what}: ${system}`),
  );
  expect(claims.length).toBeGreaterThan(8);
  expect(unproven).toEqual([]);
});

it('the comparison says where others are ahead, of each of them', () => {
  const ahead = page.split('## Where others are ahead')[1]?.split('\n## ')[0] ?? '';
  expect(others.filter((system) => !ahead.includes(system.split(' ')[0] ?? ''))).toEqual([]);
});
