import { expect, test } from '@jest/globals';
import { Turns } from './turns.ts';

/** Work that ends when the test says so. */
function createTurns() {
  const open: (() => void)[] = [];
  const stop = new AbortController();
  let begun = 0;
  const turns = new Turns(() => {
    begun++;
    return new Promise((resolve) => open.push(resolve));
  }, stop.signal);
  const end = async () => {
    open.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { turns, stop, end, begun: () => begun };
}

test('a turn ends however often it is asked for meanwhile, and one more follows it', async () => {
  const { turns, end, begun } = createTurns();
  for (let n = 0; n < 5; n++) turns.ask();
  expect(begun()).toBe(1);
  await end();
  expect(begun()).toBe(2);
  await end();
  expect(begun()).toBe(2);
  turns.ask();
  expect(begun()).toBe(3);
});

test('nothing begins after the signal', async () => {
  const { turns, stop, end, begun } = createTurns();
  turns.ask();
  turns.ask();
  stop.abort();
  await end();
  turns.ask();
  expect(begun()).toBe(1);
});
