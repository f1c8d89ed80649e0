import { expect, test } from '@jest/globals';
import { findWorkflows } from './find-workflows.ts';
import { toWorkflowPath } from './to-workflow-path.ts';

const of = (name: string) => ({ name, version: 'v', savedAt: '2026-11-28T09:00:00.000Z' });
const all = [of('pre-order'), of('Order'), of('pay')];

test('workflows are found by a part of their name, those that begin with it first', () => {
  expect(findWorkflows(all, ' ord ').map(({ name }) => name)).toEqual(['Order', 'pre-order']);
  expect(findWorkflows(all, '')).toBe(all);
  expect(findWorkflows(all, 'x')).toEqual([]);
});

test('the address of a workflow names its version, and the one that it is compared with', () => {
  expect(toWorkflowPath('a b/c')).toBe('/workflows/a%20b%2Fc');
  expect(toWorkflowPath('w', { version: '1', compare: '2' })).toBe('/workflows/w?version=1&compare=2');
});
