import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { playPage } from './play-page.ts';

const GUIDES = fileURLToPath(new URL('../../../docs/guides', import.meta.url));

/** Blocks that need what a test has not, by page: none may be added without a reason. */
const ELSEWHERE: Readonly<Record<string, readonly [count: number, why: string] | undefined>> = {
  'first-agent.md': [
    1,
    'The packages are installed from a registry: test/e2e/src/outside.test.ts installs them.',
  ],
  'production.md': [3, 'A Redis and a fleet of several processes: test/e2e runs them.'],
};

const pages = readdirSync(GUIDES).filter((name) => name.endsWith('.md'));

describe.each(pages)('docs/guides/%s', (name) => {
  it('does what it says, block by block', async () => {
    const { run, written, elsewhere } = await playPage(`docs/guides/${name}`);
    expect(run + written.length + elsewhere.length).toBeGreaterThan(0);
    expect(elsewhere).toHaveLength(ELSEWHERE[name]?.[0] ?? 0);
  }, 180_000);
});
