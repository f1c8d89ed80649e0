import { describe, expect, it } from '@jest/globals';
import { playPages } from './play-page.ts';
import { PLAYED_SERIES } from './played-pages.ts';

/** Pages that are played besides the guides, and blocks that need what a test has not: none may be added without a reason. */
const ELSEWHERE: Readonly<Record<string, readonly [count: number, why: string] | undefined>> = {
  'README.md': [3, 'Commands of the repository itself: test/e2e/src/outside/minute.test.ts, and .ci/run.'],
  'docs/guides/first-agent.md': [1, 'Packages from tarballs: test/e2e/src/outside.test.ts installs them.'],
};

describe.each(PLAYED_SERIES.map((pages) => [pages.join(', '), pages] as const))('%s', (_, pages) => {
  it('does what it says, block by block', async () => {
    const { run, written, elsewhere } = await playPages(pages);
    expect(run + written.length + elsewhere.length).toBeGreaterThan(0);
    expect(elsewhere).toHaveLength(pages.reduce((sum, page) => sum + (ELSEWHERE[page]?.[0] ?? 0), 0));
  }, 180_000);
});
