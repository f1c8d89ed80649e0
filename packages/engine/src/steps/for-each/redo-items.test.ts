import { expect, it } from '@jest/globals';
import { decideEvaluation } from '../../decide/decide-evaluation.ts';
import type { DecisionContext } from '../../decide/decision.ts';
import { planOf } from '../../testing/plan-of.ts';

const plan = planOf({
  name: 'p',
  steps: {
    each: { agent: 'x', forEach: '${input.list}', when: '${input.go}', concurrency: 3, with: '${input.n}' },
    kids: { workflow: 'w', forEach: '${input.list}', concurrency: 3 },
  },
});
const CONTEXT: DecisionContext = {
  run: { id: 'r', correlationId: 'c' },
  values: new Map(),
  random: () => 0.5,
};
const redo = (step: string, total: number, left: readonly number[], dropped: readonly number[] = []) =>
  decideEvaluation(plan, step, 1, CONTEXT, { status: 'incomplete', total, left, dropped });

it('items that are left after a retry are done again in their lanes, without another look at condition and list', () => {
  expect(redo('each', 9, [3, 5, 6, 7, 8], [3])).toEqual({
    change: {
      to: 'redone',
      items: { left: 5, chunks: ['\n\n\n\n3\n5\n6\n7\n8'], dropped: [3] },
      lanes: 3,
      first: 'claim',
      reads: ['in'],
    },
    next: [],
    end: undefined,
  });
});

it('children of items that are left are started anew, no more at a time than items are left', () => {
  expect(redo('kids', 20, [4, 17]).change).toMatchObject({ lanes: 2, first: 'evaluate', reads: ['round'] });
});

it('items that are left take the last places of the list, in chunks of 16', () => {
  const { change } = redo('each', 40, [0, 3, ...Array.from({ length: 16 }, (_, n) => n + 24)]);
  const chunks = change.to === 'redone' ? change.items.chunks.map((chunk) => chunk.split('\n')) : [];
  expect(chunks.map((lines) => lines.length)).toEqual([16, 8]);
  expect(chunks[0]?.slice(0, 8)).toEqual(['', '', '', '', '', '', '0', '3']);
  expect(chunks[1]).toEqual(['32', '33', '34', '35', '36', '37', '38', '39']);
});
