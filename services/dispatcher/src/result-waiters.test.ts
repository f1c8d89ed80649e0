import { expect, it } from '@jest/globals';
import { ResultWaiters } from './result-waiters.ts';

const LONG_MS = 60_000;
const never = new AbortController().signal;
const notYet = async () => false;

function createWaiters() {
  let announce: (runId: string, output?: string) => void = () => {};
  const waiters = new ResultWaiters({
    watchEnds: async (_kind, listener) => {
      announce = (runId, output) => listener(runId, 'completed', output);
      return async () => {};
    },
  });
  return { waiters, announce: (runId: string, output?: string) => announce(runId, output) };
}

it('ResultWaiters ends every wait when it stops, although no run has ended, and begins none afterwards', async () => {
  const { waiters } = createWaiters();
  const looked = Promise.withResolvers<void>();
  const waits = ['a', 'a', 'b'].map((runId) =>
    waiters.wait(runId, LONG_MS, never, async () => {
      looked.resolve();
      return false;
    }),
  );
  await looked.promise;
  await waiters.stop();
  await Promise.all(waits);
  await waiters.wait('c', LONG_MS, never, notYet);
});

it('ResultWaiters looks again as soon as the end of a run is announced', async () => {
  const { waiters, announce } = createWaiters();
  let isOver = false;
  const looked = Promise.withResolvers<void>();
  const wait = waiters.wait('a', LONG_MS, never, async () => {
    looked.resolve();
    return isOver;
  });
  await looked.promise;
  isOver = true;
  announce('a');
  await wait;
  expect(isOver).toBe(true);
  await waiters.stop();
});

it('ResultWaiters hands on the output that an announcement tells, also one that comes while its waiter looks', async () => {
  const { waiters, announce } = createWaiters();
  const heard: (string | undefined)[] = [];
  await waiters.wait('a', LONG_MS, never, async (output) => {
    heard.push(output);
    if (heard.length === 1) announce('a', '7');
    return heard.length === 2;
  });
  expect(heard).toEqual([undefined, '7']);
  await waiters.stop();
});
