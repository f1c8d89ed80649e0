/**
 * The file is about what stands between it and jest.
 * @jest-environment node
 */
import * as real from '@jest/globals';
import { forwardGlobal, setGlobals } from './current-globals.ts';

const { afterEach, expect, it, jest } = real;
afterEach(() => setGlobals(real));

it('a shared module calls the function of the file that runs, and reads its properties', () => {
  const forwarded = forwardGlobal('test');
  const files = [1, 2].map(() => Object.assign(jest.fn(), { each: jest.fn() }));
  for (const test of files) {
    setGlobals({ ...real, test: test as unknown as typeof real.test });
    Reflect.apply(forwarded as () => void, undefined, ['a title']);
    Reflect.get(forwarded as object, 'each')([1]);
  }
  expect(files.map(({ mock, each }) => [mock.calls, each.mock.calls])).toEqual(
    files.map(() => [[['a title']], [[[1]]]]),
  );
});
