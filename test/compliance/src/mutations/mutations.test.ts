import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { CASES, CATEGORIES } from '../cases.ts';
import { MUTATIONS } from './mutations.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SOURCES = fileURLToPath(new URL('..', import.meta.url));

/** The numbers of the cases that a category has tests of. */
const provedIn = (category: string): number[] =>
  globSync(`${category}/*.case.ts`, { cwd: SOURCES }).flatMap((file) =>
    [...readFileSync(join(SOURCES, file), 'utf8').matchAll(/proveCase\(\s*(\d+),/g)].map(([, number]) =>
      Number(number),
    ),
  );
const all = CATEGORIES.flatMap((category) =>
  (MUTATIONS[category] ?? []).map((mutation) => ({ category, ...mutation })),
);

it.each(CATEGORIES)(
  'each case of %s that is proved is of it, once, and fails on a broken fleet',
  (category) => {
    const proved = provedIn(category);
    const own = CASES.filter((one) => one.category === category).map(({ number }) => number);
    expect(own).toEqual(expect.arrayContaining(proved));
    expect(new Set(proved).size).toBe(proved.length);
    const killed = new Set((MUTATIONS[category] ?? []).flatMap(({ kills }) => kills));
    expect([...killed].sort((a, b) => a - b)).toEqual([...proved].sort((a, b) => a - b));
  },
);

it.each(all)('the edits of "$name" each find one place', ({ edits }) => {
  expect(edits.length).toBeGreaterThan(0);
  for (const { file, find, replace } of edits) {
    expect(readFileSync(join(ROOT, file), 'utf8').split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  }
});
