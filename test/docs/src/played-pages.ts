import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Its code is examples/from-bullmq, whose test runs it on a Redis and compares the page with the files. */
const PLAYED_ELSEWHERE = 'from-bullmq.md';

const guides = readdirSync(join(ROOT, 'docs/guides')).filter(
  (name) => name.endsWith('.md') && name !== PLAYED_ELSEWHERE,
);

/** The pages that are played block by block, from the root of the repository. */
export const PLAYED_PAGES: readonly string[] = ['README.md', ...guides.map((name) => `docs/guides/${name}`)];
