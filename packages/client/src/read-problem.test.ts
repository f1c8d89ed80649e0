import { expect, it } from '@jest/globals';
import { readProblem } from './read-problem.ts';

it('readProblem returns the text of a server that is not a dispatcher, trimmed and cut', () => {
  const detail = 'There is only /metrics here.';
  expect(readProblem(404, undefined, `${detail}\n`)).toEqual({ status: 404, code: 'HTTP_404', detail });
  expect(readProblem(502, undefined, 'x'.repeat(1_000)).detail).toHaveLength(200);
});
