import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { StalledChecks } from './stalled-checks.ts';

const EVERY_MS = 100;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

function create() {
  const asked: (readonly string[])[] = [];
  const recover = async (queues: readonly string[]) => void asked.push(queues);
  return { asked, checks: new StalledChecks(recover, EVERY_MS, () => {}) };
}

it('Stalled jobs of all served queues are looked for by one question', async () => {
  const { asked, checks } = create();
  for (const queue of ['a', 'b', 'a']) checks.begin(queue);
  await pass(0);
  expect(asked).toEqual([['a', 'b']]);
  await pass(EVERY_MS);
  expect(asked).toHaveLength(2);
});

it('A queue is looked at while any consumer of the process serves it, and nothing is asked after the last has stopped', async () => {
  const { asked, checks } = create();
  for (const queue of ['a', 'a', 'b']) checks.begin(queue);
  await pass(0);
  for (const queue of ['a', 'b']) checks.end(queue);
  await pass(EVERY_MS);
  expect(asked.at(-1)).toEqual(['a']);
  checks.end('a');
  await pass(3 * EVERY_MS);
  expect(asked).toHaveLength(2);
});

it('Checks begin again with the next consumer', async () => {
  const { asked, checks } = create();
  checks.begin('a');
  await pass(0);
  checks.end('a');
  checks.begin('b');
  await pass(EVERY_MS);
  expect(asked.at(-1)).toEqual(['b']);
});
