import { describe, expect, it } from '@jest/globals';
import { playPage } from './play-page.ts';
import { PLAYED_PAGES } from './played-pages.ts';

/** Pages that are played besides the guides, and blocks that need what a test has not: none may be added without a reason. */
const ELSEWHERE: Readonly<Record<string, readonly [count: number, why: string] | undefined>> = {
  'README.md': [3, 'Commands of the repository itself, which CI and test/e2e/src/outside.test.ts run.'],
  'docs/guides/first-agent.md': [1, 'Packages from a registry: test/e2e/src/outside.test.ts installs them.'],
  'docs/guides/production.md': [3, 'A Redis and a fleet of several processes: test/e2e runs them.'],
};

describe.each(PLAYED_PAGES)('%s', (page) => {
  it('does what it says, block by block', async () => {
    const { run, written, elsewhere } = await playPage(page);
    expect(run + written.length + elsewhere.length).toBeGreaterThan(0);
    expect(elsewhere).toHaveLength(ELSEWHERE[page]?.[0] ?? 0);
  }, 180_000);
});
