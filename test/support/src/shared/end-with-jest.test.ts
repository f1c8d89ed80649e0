import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const WORK = fileURLToPath(new URL('./fixtures/never-ends.ts', import.meta.url));
const MODULE = fileURLToPath(new URL('./end-with-jest.ts', import.meta.url));

it('a process of jest ends when jest is gone, whatever its file waits for', async () => {
  const worker = fork(WORK);
  await once(worker, 'message');
  const ended = once(worker, 'exit');
  worker.disconnect();
  expect(await ended).toEqual([1, null]);
});

it('a process of jest that has nothing more to do ends by itself', async () => {
  const worker = fork(MODULE);
  expect(await once(worker, 'exit')).toEqual([0, null]);
});
