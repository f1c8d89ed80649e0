import { expect, it } from '@jest/globals';
import { isGone } from './is-gone.ts';
import { startSentinel } from './redis-sentinel.ts';

it('test Sentinels name the replica when the primary was killed, and leave nothing running', async () => {
  const setup = await startSentinel();
  try {
    expect(setup.url).toMatch(/^redis\+sentinel:\/\/(127\.0\.0\.1:\d+,?){3}\/main$/);
    const { killed } = await setup.killPrimary();
    expect(isGone(killed.pid)).toBe(true);
  } finally {
    await setup.stop();
  }
  await expect(setup.findPrimary()).rejects.toThrow();
}, 60_000);
