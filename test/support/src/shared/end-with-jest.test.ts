import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const WORK = fileURLToPath(new URL('./fixtures/never-ends.ts', import.meta.url));

it('a process of jest that is at work ends when jest is gone, whatever its file waits for', async () => {
  const worker = fork(WORK);
  await once(worker, 'message');
  const ended = once(worker, 'exit');
  worker.disconnect();
  expect(await ended).toEqual([1, null]);
});
