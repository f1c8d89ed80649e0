import { expect, it } from '@jest/globals';
import { StoreError } from './store-error.ts';
import { untilTaken } from './until-taken.ts';

const away = () => new StoreError('STORE_UNAVAILABLE', 'away');

it('untilTaken asks until the store answers, and reports each reason and each repeat', async () => {
  const said: string[] = [];
  let [asked, repeats] = [0, 0];
  const ask = async () => {
    if (++asked < 3) throw away();
    return asked;
  };
  const waiting = { say: ({ message }: Error) => said.push(message), onRepeat: () => repeats++, everyMs: 1 };
  expect(await untilTaken(ask, waiting)).toBe(3);
  expect({ said, repeats }).toEqual({ said: ['away', 'away'], repeats: 2 });
});

it('untilTaken rejects with the last error when its signal aborts, and makes no further call', async () => {
  const ending = new AbortController();
  const last = away();
  let asked = 0;
  const ask = () => {
    asked++;
    return Promise.reject(last);
  };
  const taken = untilTaken(ask, { say: () => ending.abort(), signal: ending.signal });
  await expect(taken).rejects.toBe(last);
  expect(asked).toBe(1);
});

it('untilTaken rejects at once with an error that waiting does not solve', async () => {
  const ask = () => Promise.reject(new StoreError('STORE_SCHEMA_NEWER', 'newer'));
  await expect(untilTaken(ask, { say: () => {} })).rejects.toMatchObject({ code: 'STORE_SCHEMA_NEWER' });
});
