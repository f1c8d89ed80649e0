import type { DutyTurn } from '@ag06/duty';
import { expect, it, jest } from '@jest/globals';
import { followTimers } from './follow-timers.ts';

/** `rest`: whether the fleet is at rest when the turn begins, and when what was taken has ended. It is quiet throughout. */
function create(...rest: readonly boolean[]) {
  const taking = Promise.withResolvers<DutyTurn>();
  const answers = [...rest];
  const next = { follow: jest.fn(async () => {}), within: jest.fn(), forget: jest.fn() };
  const activity = { note: () => {}, isQuiet: () => true, isAtRest: () => answers.shift() ?? false };
  const turn = followTimers({ take: () => taking.promise, activity, next });
  return { turn, taking, next };
}

it('A turn that begins at rest asks for the next timer while it takes those that are due', async () => {
  const { turn, taking, next } = create(true, true);
  expect(next.follow).toHaveBeenCalledTimes(1);
  taking.resolve('idle');
  expect(await turn).toBe('idle');
  expect(next.within).not.toHaveBeenCalled();
});

it.each([
  ['comes to rest meanwhile', false, true],
  ['is not at rest', false, false],
  ['is no longer at rest', true, false],
])('A fleet that %s is looked at for due timers within half a second', async (_, before, after) => {
  const { turn, taking, next } = create(before, after);
  taking.resolve('idle');
  await turn;
  expect(next.within.mock.calls).toEqual([[500]]);
});

it('A question for the next timer that fails does not end the turn before what it took has ended', async () => {
  const taking = Promise.withResolvers<DutyTurn>();
  const follow = () => Promise.reject(new Error('away'));
  const next = { follow, within: () => {}, forget: () => {} };
  const activity = { note: () => {}, isQuiet: () => true, isAtRest: () => true };
  const ends: string[] = [];
  const turn = followTimers({ take: () => taking.promise, activity, next }).catch(({ message }: Error) => {
    ends.push(message);
  });
  await new Promise(setImmediate);
  expect(ends).toEqual([]);
  taking.resolve('idle');
  await turn;
  expect(ends).toEqual(['away']);
});
