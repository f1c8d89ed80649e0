import { expect, test } from '@jest/globals';
import { type Missing, Part } from './part.ts';

const signal = new AbortController().signal;

test('a part that cannot be read is as it was read last, and is told as missing', async () => {
  const answers: (() => Promise<string>)[] = [
    async () => 'read',
    async () => {
      throw new Error('away');
    },
    async () => 'read again',
  ];
  const part = new Part('breakers', 'empty', () => answers.shift()?.() ?? Promise.reject(new Error('gone')));
  const missing: Missing[] = [];
  expect(await part.load(signal, missing)).toBe('read');
  expect(missing).toEqual([]);
  expect(await part.load(signal, missing)).toBe('read');
  expect(missing).toEqual([{ name: 'breakers', error: new Error('away') }]);
  expect(await part.load(signal, [])).toBe('read again');
});

test('a part that need not be read each time is read again when it is old, or could not be read', async () => {
  let asked = 0;
  const part = new Part(
    'schedules',
    0,
    async () => {
      if (++asked === 1) throw new Error('away');
      return asked;
    },
    3_600_000,
  );
  expect(await part.load(signal, [])).toBe(0);
  expect(await part.load(signal, [])).toBe(2);
  expect(await part.load(signal, [])).toBe(2);
});

test('a part that was never read is empty', async () => {
  const part = new Part('breakers', 'empty', () => Promise.reject(new Error('away')));
  expect(await part.load(signal, [])).toBe('empty');
});

test('a part that nobody waits for any more is not missing: its load rejects', async () => {
  const gone = AbortSignal.abort(new Error('gone'));
  const part = new Part('breakers', 'empty', async (signal) => {
    signal.throwIfAborted();
    return 'read';
  });
  await expect(part.load(gone, [])).rejects.toThrow('gone');
});
