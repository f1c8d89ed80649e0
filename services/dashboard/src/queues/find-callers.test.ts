import { expect, test } from '@jest/globals';
import { findCallers } from './find-callers.ts';

test('workflows that have a step of an agent are found, and not those that name it in another way', () => {
  const of = (name: string, step: object) => ({ name, version: 'v', definition: { steps: { a: step } } });
  const workflows = [
    of('calls', { agent: 'pay' }),
    of('each', { agent: 'pay', forEach: '${input}' }),
    of('waits', { signal: 'pay' }),
    of('other', { agent: 'pay.back' }),
    of('pay', { workflow: 'pay' }),
  ];
  expect(findCallers(workflows, 'pay')).toEqual(['calls', 'each']);
});
