import { expect, it } from '@jest/globals';
import { UnansweredAppends } from './unanswered-appends.ts';

it('an append is refused while others of so many characters wait, until one of them is answered or fails', async () => {
  const appends = new UnansweredAppends(100);
  const [slow, failing] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const first = appends.during(60, () => slow.promise);
  const second = appends.during(60, () => failing.promise);
  let sent = 0;
  const send = async () => ++sent;
  await expect(appends.during(1, send)).rejects.toMatchObject({
    status: 503,
    code: 'STORE_UNAVAILABLE',
    retryAfterMs: 1_000,
  });
  failing.reject(new Error('away'));
  await expect(second).rejects.toThrow('away');
  expect(await appends.during(1_000, send)).toBe(1);
  slow.resolve('stored');
  expect(await first).toBe('stored');
  expect(await appends.during(1, send)).toBe(2);
});
