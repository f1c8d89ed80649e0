import { expect, test } from '@jest/globals';
import { checkRealms } from './realms.ts';
import { toRepository } from './repository.ts';

const PATH = 'packages/duty/src/new.test.ts';
/** Written so, this file offends against nothing. */
const JEST = 'jest';
const FAKES = `beforeEach(() => void ${JEST}.useFakeTimers());`;
const offencesOf = (text: string, path = PATH) =>
  checkRealms(
    toRepository(
      new Map([
        ['package.json', '{}'],
        [path, text],
      ]),
    ),
  );

test.each([FAKES, `${JEST}.unstable_mockModule('x', () => ({}));`, `${JEST}.isolateModules(() => {});`])(
  'a test file that shares modules does not call %s',
  (call) => {
    expect(offencesOf(call)).toEqual([expect.stringContaining(`${PATH}: needs modules of its own`)]);
    expect(
      offencesOf(`/**\n * The clock is not the true one.\n * @jest-environment node\n */\n${call}`),
    ).toEqual([]);
    expect(offencesOf(`/** Tests. */\n/** @jest-environment node */\n${call}`)).toHaveLength(1);
    expect(offencesOf(call, 'test/support/src/new.ts')).toEqual([]);
  },
);

test('a test file that leaves clock and modules alone may share them', () => {
  expect(offencesOf('jest.spyOn(broker, "peek"); jest.useRealTimers();')).toEqual([]);
});
