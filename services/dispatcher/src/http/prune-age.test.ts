import { expect, it } from '@jest/globals';
import { createArchivedApi } from './testing/archived-api.ts';

it.each(['/v1/archive/prune', '/v1/archive/streams/prune'])(
  'POST %s refuses a small number for an age, which may mean days, and takes the same with its unit',
  async (path) => {
    const { ask } = createArchivedApi();
    for (const olderThan of [1, 90, 86_399_999])
      expect(await ask(path, { filter: { olderThan } })).toMatchObject({
        status: 422,
        body: {
          code: 'PRUNE_INVALID',
          errors: [
            {
              path: 'filter.olderThan',
              expected: `a duration with its unit, such as ${olderThan}d or ${olderThan}ms`,
              got: String(olderThan),
            },
          ],
        },
      });
    for (const olderThan of [86_400_000, '90ms', '90d'])
      expect(await ask(path, { filter: { olderThan }, dryRun: true })).toMatchObject({ status: 200 });
  },
);
