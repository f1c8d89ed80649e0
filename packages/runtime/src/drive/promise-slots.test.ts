import { compile, type Decision } from '@ag06/engine';
import type { Change } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { RunContext } from '../run-context.ts';
import type { PromisedSlots } from './driver.ts';
import { promiseSlots } from './promise-slots.ts';

const compiled = compile({
  name: 'p',
  steps: {
    a: { agent: 'x.a' },
    b: { agent: 'x.b', needs: ['a'] },
    c: { agent: 'x.c', needs: ['a'] },
    each: { agent: 'x.each', needs: ['a'], forEach: [1, 2] },
  },
});
if (!compiled.ok) throw new Error(JSON.stringify(compiled));
const context = { plan: compiled.plan } as RunContext;

const decided = (change: Change, next: Decision['next'] = []): Decision => ({ change, next, end: undefined });
const wanted = (unit: string) => ({ unit, needs: 1, mode: 'claim', reads: [] }) as const;
const COMPLETED = { to: 'completed', output: '1' } as const;

it('promiseSlots sends a step without a slot to its queue, and asks for a slot only if a step is to go on at once', () => {
  const evaluated = { unit: 'each', needs: 1, mode: 'evaluate', reads: [] } as const;
  const asked: string[] = [];
  const promise: PromisedSlots['promise'] = (_, { id }) => {
    asked.push(id);
    return id === 'b';
  };
  const wants = decided(COMPLETED, [wanted('b'), wanted('c'), evaluated]);
  const decision = promiseSlots(context, 'a', wants, { promise });
  expect(decision.next.map(({ mode }) => mode)).toEqual(['claim', 'schedule', 'evaluate']);
  expect(asked).toEqual(['b', 'c']);
});

it('promiseSlots leaves a decision as it is if everything in it has a slot', () => {
  const decision = decided(COMPLETED, [wanted('b')]);
  expect(promiseSlots(context, 'a', decision, { promise: () => true })).toBe(decision);
});

const LIST = { total: 1, chunks: ['1'] };
it.each<[string, string, Change, boolean, object]>([
  [
    'a step whose condition holds',
    'b',
    { to: 'open', opening: { mode: 'claim', reads: [] }, lost: false },
    false,
    { opening: { mode: 'schedule' } },
  ],
  [
    'the first lane of a list',
    'each',
    { to: 'expanded', list: LIST, lanes: 1, first: 'claim', reads: [] },
    false,
    { first: 'schedule' },
  ],
  [
    'a lane that has settled its item',
    'each.0',
    { to: 'settled', status: 'completed', result: '1', goesOn: 'claim' },
    true,
    { goesOn: 'schedule' },
  ],
])(
  'promiseSlots sends %s to its queue where there is no slot for it',
  (_, unit, change, ofItem, expected) => {
    const asked: boolean[] = [];
    const promise: PromisedSlots['promise'] = (_context, _step, isItem) => asked.push(isItem) > 0;
    expect(promiseSlots(context, unit, decided(change), { promise }).change).toBe(change);
    expect(asked).toEqual([ofItem]);
    expect(promiseSlots(context, unit, decided(change), undefined).change).toMatchObject(expected);
  },
);
