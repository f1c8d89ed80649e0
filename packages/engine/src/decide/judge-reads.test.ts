import { type Json, LIMITS } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import { compile } from '../compile/compile.ts';
import { judgeReads } from './judge-reads.ts';

function planOf(output: Json) {
  const compiled = compile({ name: 'p', steps: { a: { agent: 'x' }, b: { agent: 'x' } }, output });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled));
  return compiled.plan;
}
const HALF = LIMITS.builtOutputBytes / 2;
const sizes = new Map<RunField, number>([
  ['o:a', HALF],
  ['o:b', HALF + 1],
]);
const isTooLarge = (output: Json): boolean => judgeReads(planOf(output), '$', sizes) !== undefined;

it.each<[string, Json, boolean]>([
  ['holds two whole outputs', { a: '${steps.a.output}', b: '${steps.b.output}' }, true],
  ['holds one whole output', { a: '${steps.a.output}', b: '${steps.b.status}' }, false],
  ['holds one output twice', ['${steps.b.output}', '${steps.b.output}'], true],
  ['selects from both', ['${steps.a.output.v}', '${steps.b.output.v}'], false],
  ['computes with both', ['${size(steps.a.output)}', '${steps.b.output == steps.a.output}'], false],
  ['has both in a text', ['${steps.a.output} and ${steps.b.output}'], false],
])('the engine judges an output that %s by the lengths of what it holds', (_, output, expected) => {
  expect(isTooLarge(output)).toBe(expected);
});

it('the engine passes on an output of any size that is the output of one step, unchanged', () => {
  const size = new Map<RunField, number>([['o:a', LIMITS.largeOutputBytes]]);
  expect(judgeReads(planOf('${steps.a.output}'), '$', size)).toBeUndefined();
  expect(judgeReads(planOf({ a: '${steps.a.output}' }), '$', size)?.code).toBe('OUTPUT_TOO_LARGE');
  expect(judgeReads(planOf('${steps.a.output.v}'), '$', size)?.code).toBe('READS_TOO_LARGE');
});

it('the engine judges the output of a workflow that names none', () => {
  const compiled = compile({ name: 'p', steps: { a: { agent: 'x' }, b: { agent: 'x' } } });
  expect(compiled.ok && judgeReads(compiled.plan, '$', sizes)).toMatchObject({
    code: 'OUTPUT_TOO_LARGE',
    message: expect.stringContaining(`${2 * HALF + 1} bytes or more, more than ${LIMITS.builtOutputBytes}`),
  });
});

it('the engine lets a step read as much as may be read, and no byte more', () => {
  const plan = planOf(1);
  expect(judgeReads(plan, 'a', new Map([['in', LIMITS.readBytes]]))).toBeUndefined();
  expect(judgeReads(plan, 'a', new Map([['in', LIMITS.readBytes + 1]]))).toMatchObject({
    code: 'READS_TOO_LARGE',
    message: expect.stringContaining('the input has'),
  });
});
