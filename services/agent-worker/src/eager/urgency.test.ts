/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Urgency } from './urgency.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function createUrgency(peek: () => Promise<ReadonlyMap<string, number | undefined>>) {
  const asked: (readonly string[])[] = [];
  const broker = {
    peek: (agents: readonly string[]) => {
      asked.push(agents);
      return peek();
    },
  };
  const urgency = new Urgency(broker, ['x', 'y']);
  urgency.begin();
  return { urgency, asked, endWork: () => urgency.end() };
}
const firstSample = () => jest.advanceTimersByTimeAsync(0);
const nextSample = () => jest.advanceTimersByTimeAsync(200);

it('Urgency forbids nothing before the first sample', () => {
  const { urgency } = createUrgency(async () => new Map([['x', 1]]));
  expect(urgency.allows('x', 1_000)).toBe(true);
  urgency.stop();
});

it('Urgency forbids a step while a more urgent one waits on the same queue, and no other', async () => {
  const { urgency, asked } = createUrgency(async () => new Map([['x', 20]]));
  await firstSample();
  expect(asked).toEqual([['x', 'y']]);
  expect([19, 20, 21].map((key) => urgency.allows('x', key))).toEqual([true, true, false]);
  expect(urgency.allows('y', 1_000)).toBe(true);
  urgency.stop();
});

it('Urgency lets a redelivered job, whose key is 0, go before all', async () => {
  const { urgency } = createUrgency(async () => new Map([['x', 0]]));
  await firstSample();
  expect(urgency.allows('x', 1)).toBe(false);
  urgency.stop();
});

it('Urgency keeps the last sample while the broker does not answer, and asks again', async () => {
  const answers = [Promise.resolve(new Map([['x', 5]])), Promise.reject(new Error('away'))];
  answers[1]?.catch(() => {});
  const { urgency, asked } = createUrgency(() => answers.shift() ?? Promise.resolve(new Map()));
  await firstSample();
  await nextSample();
  expect(urgency.allows('x', 6)).toBe(false);
  await nextSample();
  expect(asked).toHaveLength(3);
  expect(urgency.allows('x', 6)).toBe(true);
  urgency.stop();
});

it('Urgency has one question under way at a time, and none after its stop', async () => {
  const slow = Promise.withResolvers<ReadonlyMap<string, number | undefined>>();
  const { urgency, asked } = createUrgency(() => slow.promise);
  await firstSample();
  await nextSample();
  expect(asked).toHaveLength(1);
  slow.resolve(new Map());
  await nextSample();
  expect(asked).toHaveLength(2);
  urgency.stop();
  await nextSample();
  expect(asked).toHaveLength(2);
});

it('Urgency asks nobody while the worker has no work, and at once when it has', async () => {
  const { urgency, asked, endWork } = createUrgency(async () => new Map([['x', 5]]));
  await firstSample();
  expect(asked).toHaveLength(1);
  endWork();
  for (let turn = 0; turn < 5; turn++) await nextSample();
  expect(asked).toHaveLength(1);
  urgency.begin();
  expect(urgency.allows('x', 6)).toBe(true);
  await firstSample();
  expect(asked).toHaveLength(2);
  expect(urgency.allows('x', 6)).toBe(false);
  urgency.stop();
});
