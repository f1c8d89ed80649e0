import type { RunField } from '@ag06/protocol';
import { expect, test } from '@jest/globals';
import { compileFor } from '../template/template-fixture.ts';
import { toScope } from './scope.ts';

const RUN = { id: 'r0-1', correlationId: 'c' };

test.each(['valueOf', 'toString', 'constructor', 'hasOwnProperty', '__proto__', 'toJSON', 'then'])(
  'a step called %s is read as it is, and changes nothing that all objects share',
  (id) => {
    const reads: RunField[] = [`o:${id}`, `s:${id}`, `e:${id}`];
    const values = new Map<RunField, string>([
      [`o:${id}`, '{"n":1}'],
      [`s:${id}`, 'completed'],
    ]);
    const { steps } = toScope(reads, values, RUN, 1);
    expect(Object.hasOwn(steps, id)).toBe(true);
    expect(steps[id]).toEqual({ output: { n: 1 }, status: 'completed', error: null });
    expect(Reflect.get(Object(Reflect.get({}, id)), 'output')).toBeUndefined();
  },
);

test('keys of data are read only where the data has them', () => {
  const { template } = compileFor(
    '${[input.a.constructor, input.a.toString, input.b.constructor, input.a["__proto__"]]}',
  );
  const input = JSON.parse('{"a":{},"b":{"constructor":7}}');
  const scope = { ...toScope([], new Map(), RUN, 1), input };
  expect(template.evaluate(scope)).toEqual({ ok: true, value: [null, null, 7, null] });
});
