import { expect, it } from '@jest/globals';
import { readProblem } from './read-problem.ts';

it('readProblem tells what a server that is no dispatcher says, without the end of its line, and not all of a page', () => {
  const detail = 'There is only /metrics here.';
  expect(readProblem(404, undefined, `${detail}\n`)).toEqual({ status: 404, code: 'HTTP_404', detail });
  expect(readProblem(502, undefined, 'x'.repeat(1_000)).detail).toHaveLength(200);
});
