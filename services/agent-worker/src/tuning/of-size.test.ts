import { expect, it } from '@jest/globals';
import { ofSize } from './of-size.ts';

it('an input of a size with settings of its own has those, and the others of all', () => {
  const settings = {
    timeoutMs: 100,
    hedgeAfterMs: 10,
    bySize: { 1: { timeoutMs: 200 }, 2: { hedgeAfterMs: null }, 5: { timeoutMs: 900, hedgeAfterMs: 90 } },
  };
  expect(ofSize(settings, 64)).toEqual({ timeoutMs: 100, hedgeAfterMs: 10 });
  expect(ofSize(settings, 65)).toEqual({ timeoutMs: 200, hedgeAfterMs: 10 });
  expect(ofSize(settings, 4_000)).toEqual({ timeoutMs: 100, hedgeAfterMs: null });
  expect(ofSize(settings, 1e7)).toEqual({ timeoutMs: 900, hedgeAfterMs: 90 });
  expect(ofSize({}, 5)).toEqual({ timeoutMs: undefined, hedgeAfterMs: null });
});
