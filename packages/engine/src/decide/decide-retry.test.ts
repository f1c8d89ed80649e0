import type { Json } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { compile } from '../compile/compile.ts';
import { decideRetry } from './decide-retry.ts';

const step = (needs: string[] = [], more: Record<string, Json> = {}): Json => ({
  agent: 'x',
  needs,
  ...more,
});
const compiled = compile({
  name: 'w',
  steps: {
    done: step(),
    lost: step([], { onFailure: 'continue' }),
    broken: step(['done']),
    cut: step(['done'], { when: '${input.n > 0}' }),
    each: step(['lost'], { forEach: [1, 2] }),
    last: step(['broken', 'cut', 'each']),
  },
});
if (!compiled.ok) throw new Error('The definition does not compile.');
const { plan } = compiled;

const unit = (status: 'completed' | 'failed' | 'cancelled' | 'timed_out') => ({ status });
const UNITS = new Map([
  ['done', unit('completed')],
  ['lost', unit('failed')],
  ['broken', unit('failed')],
  ['cut', unit('cancelled')],
  ['each', unit('cancelled')],
]);

it('decideRetry begins the failed and the cancelled steps again, in the order of names, but not those whose failure the run survived', () => {
  const { next, steps } = decideRetry(plan, { units: UNITS, items: new Map() });
  expect(next.map(({ unit, mode, needs }) => [unit, mode, needs])).toEqual([
    ['broken', 'schedule', 0],
    ['cut', 'evaluate', 0],
    ['each', 'evaluate', 0],
  ]);
  expect([...steps].sort()).toEqual(['broken', 'cut', 'each']);
});

it('decideRetry holds a step whose list has begun for its items, and evaluates the output again', () => {
  const units = new Map([...UNITS, ['$', unit('cancelled')]]);
  const { next } = decideRetry(plan, { units, items: new Map([['each', {}]]) });
  expect(next.at(-1)).toEqual({ unit: 'each', mode: 'evaluate', needs: 0, reads: ['i:each'] });
  expect(next[0]).toMatchObject({ unit: '$', mode: 'evaluate' });
});

it('decideRetry evaluates a step whose child failed, with the round that names another child', () => {
  const withChild = compile({ name: 'w', steps: { child: { workflow: 'other' } } });
  if (!withChild.ok) throw new Error('The definition does not compile.');
  const units = new Map([['child', unit('failed')]]);
  const { next } = decideRetry(withChild.plan, { units, items: new Map() });
  expect(next).toEqual([{ unit: 'child', mode: 'evaluate', needs: 0, reads: ['round'] }]);
});
