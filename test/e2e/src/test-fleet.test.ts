import { startRedis } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';

it('a test fleet that cannot start rejects and stops its server, so that the test run can end', async () => {
  const redis = await startRedis();
  let isStopped = false;
  const server = {
    url: redis.url,
    async stop() {
      await redis.stop();
      isStopped = true;
    },
  };
  await expect(TestFleet.startOn(server, 0, { LOG_LEVEL: 'nothing' })).rejects.toThrow(/LOG_LEVEL/);
  expect(isStopped).toBe(true);
});
