import { StoreError } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { Repeater } from './repeater.ts';

const NEVER = new AbortController().signal;
const away = () => new StoreError('STORE_UNAVAILABLE', 'The store is away.');

function create() {
  const book = createMetricBook();
  const told: object[] = [];
  let now = 0;
  const pauses: number[] = [];
  const wait = async (ms: number, signal: AbortSignal) => {
    await Promise.resolve();
    signal.throwIfAborted();
    pauses.push(ms);
    now += ms;
  };
  const repeater = new Repeater({ warn: (fields) => void told.push(fields) }, book, { now: () => now, wait });
  const counts = () =>
    Object.fromEntries(
      [...book.repeats.cells()].map(({ attributes, value }) => [attributes.operation, value]),
    );
  return { repeater, told, counts, pauses };
}

/** Fails as told, one error after the other, and then answers. */
function createAsk(errors: Error[]) {
  let asked = 0;
  const ask = async () => {
    asked++;
    const error = errors.shift();
    if (error !== undefined) throw error;
    return 'answer';
  };
  return { ask, asked: () => asked };
}

it('Repeater asks until there is an answer, and counts every try beyond the first', async () => {
  const { repeater, counts, pauses } = create();
  const { ask, asked } = createAsk([away(), new StoreError('STORE_FULL', 'full'), away()]);
  expect(await repeater.untilAnswered('commit', ask, NEVER)).toBe('answer');
  expect([asked(), counts(), pauses]).toEqual([4, { commit: 3 }, [50, 100, 200]]);
});

it.each([
  ['another try cannot mend', new StoreError('STORE_REPLY_INVALID', 'no')],
  [
    'says that it can be repeated, in a form that nobody knows',
    Object.assign(new Error('no'), { isRetryable: true }),
  ],
  ['is a defect', new TypeError('x is undefined')],
])('rejects at once with an error that %s', async (_, error) => {
  const { repeater, told } = create();
  const { ask, asked } = createAsk([error]);
  await expect(repeater.untilAnswered('commit', ask, NEVER)).rejects.toBe(error);
  expect([asked(), told]).toEqual([1, []]);
});

it('Repeater rejects with an unknown error, even after other tries', async () => {
  const { repeater } = create();
  const defect = new TypeError('x is undefined');
  const { ask, asked } = createAsk([away(), defect]);
  await expect(repeater.untilAnswered('read', ask, NEVER)).rejects.toBe(defect);
  expect(asked()).toBe(2);
});

it('Repeater logs once a second for each operation how often and how long it has asked', async () => {
  const { repeater, told } = create();
  const { ask } = createAsk(Array.from({ length: 20 }, away));
  await repeater.untilAnswered('commit', ask, NEVER);
  // The pauses of the first second are shorter.
  expect(told).toMatchObject([
    { operation: 'commit', tries: 1, forMs: 0, waiting: 1, code: 'STORE_UNAVAILABLE' },
    { operation: 'commit', tries: 6, forMs: 1_550, err: expect.any(StoreError) },
    ...Array.from({ length: 14 }, (_, n) => ({ tries: n + 7, forMs: 1_550 + (n + 1) * 1_000 })),
  ]);
  await repeater.untilAnswered('claim', createAsk([away()]).ask, NEVER);
  expect(told.at(-1)).toMatchObject({ operation: 'claim', tries: 1 });
});

it('Repeater logs one line for many calls of one operation, with their number', async () => {
  const { repeater, told } = create();
  await Promise.all(
    [1, 2, 3].map(() =>
      repeater.untilAnswered('commit', createAsk(Array.from({ length: 3 }, away)).ask, NEVER),
    ),
  );
  expect(told).toMatchObject([{ waiting: 1 }]);
});

it('Repeater stops between two tries when its signal aborts, and rejects with the last error', async () => {
  const { repeater } = create();
  const stop = new AbortController();
  const { ask, asked } = createAsk(Array.from({ length: 100 }, away));
  const waiting = repeater.untilAnswered('claim', ask, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(asked()).toBe(1);
});
