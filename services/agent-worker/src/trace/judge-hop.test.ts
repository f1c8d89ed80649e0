import { expect, it } from '@jest/globals';
import { judgeHop } from './judge-hop.ts';

const FIRST = { attempt: 1, lane: undefined, dispatch: 1 };

it.each([
  ['the next step', FIRST, 1, 1, undefined],
  ['a first step', FIRST, 1, 0, undefined],
  ['a step of several dependencies', FIRST, 1, 2, 'join'],
  ['a lane', { ...FIRST, lane: 0 }, 1, 1, 'lane'],
  ['another attempt', { ...FIRST, attempt: 2, dispatch: 2 }, 1, 1, 'retry'],
  ['another attempt of an item', { attempt: 2, lane: 3, dispatch: 2 }, 1, 1, 'retry'],
  ['what was sent again', { ...FIRST, dispatch: 2 }, 1, 1, 'redispatch'],
  ['what was handed out again', { ...FIRST, attempt: 2 }, 2, 2, 'redelivery'],
] as const)('%s', (_, activation, delivery, needs, reason) => {
  expect(judgeHop(activation, delivery, needs)).toBe(reason);
});
