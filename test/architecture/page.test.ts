import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { LAYERS } from './table.ts';

const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');

test('docs/architecture.md lists every package in the row that the import table gives it', () => {
  const listed = [...page.matchAll(/^\| (\d) \| `([a-z0-9-]+)` \|/gm)].map(
    ([, row, name]) => `${row} ${name}`,
  );
  const layered = LAYERS.flatMap((names, i) => names.map((name) => `${i + 1} ${name.replace('@ag06/', '')}`));
  expect(listed.toSorted()).toEqual(layered.toSorted());
});
