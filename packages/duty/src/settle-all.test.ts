import { expect, it } from '@jest/globals';
import { settleAll } from './settle-all.ts';

it('settleAll goes on to wait for the others when one has failed, and then throws its error', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended: string[] = [];
  const failed = Promise.reject(new Error('away'));
  const settled = settleAll([promise.then(() => ended.push('slow')), failed, undefined]).catch((error) => {
    ended.push(error.message);
  });
  await failed.catch(() => {});
  expect(ended).toEqual([]);
  resolve();
  await settled;
  expect(ended).toEqual(['slow', 'away']);
});
