import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Its code is examples/from-bullmq, whose test runs it on a Redis and compares the page with the files. */
const PLAYED_ELSEWHERE = 'from-bullmq.md';

/** Pages that go on where the one before has ended: a fleet on a Redis is set up, changed and restored. */
const OF_OPERATORS = ['docs/guides/production.md', 'docs/operations/upgrade.md', 'docs/operations/backup.md'];

const guides = readdirSync(join(ROOT, 'docs/guides'))
  .filter((name) => name.endsWith('.md') && name !== PLAYED_ELSEWHERE)
  .map((name) => `docs/guides/${name}`)
  .filter((page) => !OF_OPERATORS.includes(page));

/** The pages that are played block by block, from the root of the repository: those of a series one after the other. */
export const PLAYED_SERIES: readonly (readonly string[])[] = [
  ['README.md'],
  ...guides.map((page) => [page]),
  OF_OPERATORS,
];

export const PLAYED_PAGES: readonly string[] = PLAYED_SERIES.flat();
