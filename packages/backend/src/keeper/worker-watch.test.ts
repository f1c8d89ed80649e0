import { HeldLocks } from '@ag06/broker';
import { LOCK_MS } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import type { LoopBlock } from './describe-block.ts';
import { BLOCKED_AFTER_MS } from './loop-beat.ts';
import { LoopWatch } from './worker-watch.ts';

const block = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

it('A handler that begins right after the event loop was blocked is not blamed for it, and what it does itself is measured from there', async () => {
  const blocks: LoopBlock[] = [];
  const onBlocked = (one: LoopBlock) => void blocks.push(one);
  const options = { locks: new HeldLocks(), lockMs: LOCK_MS, way: undefined, onError: () => {} };
  const watch = new LoopWatch({ agents: ['a'], logBase: undefined, onBlocked }, options);
  await watch.start();
  block(BLOCKED_AFTER_MS + 50);
  watch.handlers.enter('a');
  expect(blocks).toMatchObject([{ agents: [] }]);
  watch.handlers.enter('a');
  expect(blocks).toHaveLength(1);
  await watch.stop();
});
