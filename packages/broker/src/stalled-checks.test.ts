/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { StalledChecks } from './stalled-checks.ts';

const EVERY_MS = 3_000;
/** A check comes up to a second later. */
const NEXT_MS = EVERY_MS + 1_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

function create(active = 1) {
  const asked: (readonly string[])[] = [];
  const recover = async (queues: readonly string[]) => {
    asked.push(queues);
    return active;
  };
  return { asked, checks: new StalledChecks(recover, EVERY_MS, () => {}) };
}

it('Stalled jobs of all served queues are looked for by one question', async () => {
  const { asked, checks } = create();
  for (const queue of ['a', 'b', 'a']) checks.begin(queue);
  await pass(0);
  expect(asked).toEqual([['a', 'b']]);
  await pass(NEXT_MS);
  expect(asked).toHaveLength(2);
  for (const queue of ['a', 'b', 'a']) checks.end(queue);
});

it.each([0, 1])(
  'A check never comes so early that the one before still keeps others away, with %d queues in work',
  async (active) => {
    const { asked, checks } = create(active);
    checks.begin('a');
    await pass(0);
    for (let count = 1; count < 10; count++) {
      await pass(EVERY_MS - 1);
      expect(asked).toHaveLength(count);
      for (let ms = EVERY_MS; asked.length === count && ms < 2 * NEXT_MS; ms++) await pass(1);
    }
    expect(asked).toHaveLength(10);
    checks.end('a');
  },
);

it('A queue is looked at while any consumer of the process serves it, and nothing is asked after the last has stopped', async () => {
  const { asked, checks } = create();
  for (const queue of ['a', 'a', 'b']) checks.begin(queue);
  await pass(0);
  for (const queue of ['a', 'b']) checks.end(queue);
  await pass(NEXT_MS);
  expect(asked.at(-1)).toEqual(['a']);
  checks.end('a');
  await pass(3 * NEXT_MS);
  expect(asked).toHaveLength(2);
});

it('Checks begin again with the next consumer', async () => {
  const { asked, checks } = create();
  checks.begin('a');
  await pass(0);
  checks.end('a');
  checks.begin('b');
  await pass(NEXT_MS);
  expect(asked.at(-1)).toEqual(['b']);
  checks.end('b');
});
