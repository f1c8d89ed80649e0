import { expect, it } from '@jest/globals';
import { orderByFolder } from './longest-first.ts';

const toFiles = (paths: readonly string[]) => paths.map((path) => ({ path }));

it('the test sequencer puts files that start processes first where no durations are known', () => {
  const files = toFiles([
    '/r/packages/engine/b.test.ts',
    '/r/test/e2e/src/a.test.ts',
    '/r/packages/engine/a.test.ts',
  ]);
  const more = toFiles(['/r/test/chaos/src/chaos.test.ts', '/r/packages/store-redis/a.test.ts']);
  expect(orderByFolder([...files, ...more])).toEqual([more[0], files[1], more[1], files[0], files[2]]);
});
