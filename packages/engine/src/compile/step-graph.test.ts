import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findAncestors, findCycles, findDependants, type StepGraph } from './step-graph.ts';

const diamond: StepGraph = new Map([
  ['a', []],
  ['b', ['a']],
  ['c', ['a']],
  ['d', ['b', 'c']],
]);

/** Any graph of up to ten steps: edges in every direction, none to itself. */
const anyGraph = fc
  .array(fc.uniqueArray(fc.nat(9), { maxLength: 4 }), { minLength: 1, maxLength: 10 })
  .map(
    (needs): StepGraph =>
      new Map(
        needs.map((list, id) => [
          `s${id}`,
          list.filter((n) => n !== id && n < needs.length).map((n) => `s${n}`),
        ]),
      ),
  );

/** Whether a step is its own ancestor, asked directly. */
function hasCycle(graph: StepGraph): boolean {
  return [...graph.keys()].some((id) => findAncestors(graph, id).has(id));
}

describe('a graph of steps', () => {
  test('has the dependants of each step', () => {
    expect(Object.fromEntries(findDependants(diamond))).toEqual({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] });
  });

  test('has all direct and indirect dependencies of a step', () => {
    expect([...findAncestors(diamond, 'd')].sort()).toEqual(['a', 'b', 'c']);
    expect([...findAncestors(diamond, 'a')]).toEqual([]);
  });

  test('finds each separate cycle, in the order of its needs', () => {
    const graph: StepGraph = new Map([
      ['a', ['c']],
      ['b', ['a']],
      ['c', ['b']],
      ['x', ['y', 'a']],
      ['y', ['x']],
      ['free', []],
      ['waits', ['free', 'x']],
    ]);
    expect(findCycles(graph).map((cycle) => cycle.join(' '))).toEqual(['a c b', 'x y']);
  });

  test('has cycles exactly if some step waits for itself', () => {
    fc.assert(fc.property(anyGraph, (graph) => expect(findCycles(graph).length > 0).toBe(hasCycle(graph))));
  });

  test('names real cycles: each step needs the next', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        for (const cycle of findCycles(graph)) {
          for (const [index, id] of cycle.entries()) {
            expect(graph.get(id)).toContain(cycle[(index + 1) % cycle.length]);
          }
        }
      }),
    );
  });
});
