import { expect, it } from '@jest/globals';
import { runInSlices } from './run-in-slices.ts';

it('runInSlices runs rounds to their end', async () => {
  const rounds = function* (): Generator<void, number> {
    yield;
    return 3;
  };
  expect(await runInSlices(rounds())).toBe(3);
});

it('runInSlices stops when its signal aborts, although the rounds have no end', async () => {
  const gone = new AbortController();
  const rounds = function* (): Generator<void, never> {
    for (;;) yield;
  };
  setImmediate(() => gone.abort(new Error('gone')));
  await expect(runInSlices(rounds(), gone.signal)).rejects.toThrow('gone');
});
