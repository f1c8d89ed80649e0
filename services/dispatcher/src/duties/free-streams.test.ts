import { expect, it } from '@jest/globals';
import { freeStreams } from './free-streams.ts';

it('what deleted streams occupied is freed to the end in one turn, unless the dispatcher stops', async () => {
  let left = 41;
  const stopped = new AbortController();
  const events = {
    finishDeletions: async (steps: number) => {
      const taken = Math.min(steps, left);
      left -= taken;
      if (left < 20) stopped.abort();
      return taken;
    },
  };
  await freeStreams(events, stopped.signal);
  expect(left).toBe(17);
  await freeStreams(events, new AbortController().signal);
  expect(left).toBe(0);
});
