import { expect, it } from '@jest/globals';
import { listVersions } from './list-versions.ts';

const load = (
  versions: readonly (readonly [version: string, savedAt: number | undefined])[],
  latest: string,
) =>
  listVersions(
    {
      store: {
        workflows: {
          listVersions: async () => versions.map(([version, savedAt]) => ({ version, savedAt })),
          loadLatestVersion: async () => latest,
        },
      },
    },
    'default',
    'w',
  );

it('listVersions lists the latest version first, then the others from the newest on; those of unknown age last', async () => {
  const items = await load(
    [
      ['a', 1_000],
      ['b', undefined],
      ['c', 3_000],
      ['d', 2_000],
    ],
    'a',
  );
  expect(items).toEqual([
    { version: 'a', isLatest: true, savedAt: '1970-01-01T00:00:01.000Z' },
    { version: 'c', isLatest: false, savedAt: '1970-01-01T00:00:03.000Z' },
    { version: 'd', isLatest: false, savedAt: '1970-01-01T00:00:02.000Z' },
    { version: 'b', isLatest: false, savedAt: null },
  ]);
});
