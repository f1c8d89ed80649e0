import { expect, it } from '@jest/globals';
import { judgeEnd } from './judge-end.ts';

const failed = (message: string) => ({ title: '01 A', status: 'failed', failureMessages: [message] });
const MESSAGE = `Error: \u001b[2mexpect(\u001b[22mreceived\u001b[2m).toBe(\u001b[22mexpected\u001b[2m)\u001b[22m

Expected: 3
Received: 4
    at prove (file:///a/src/core/fleet.case.ts:42:7)
    at next (file:///a/src/proof/prove-case.ts:20:1)`;

it('judgeEnd tells by which expectation and line a case was killed, without colours', () => {
  expect(judgeEnd(failed(MESSAGE), true, undefined)).toEqual({
    is: 'killed',
    words: 'Error: expect(received).toBe(expected) Expected: 3 Received: 4 (fleet.case.ts:42)',
  });
});

it('judgeEnd counts a failure that says something else than its mutation as otherwise', () => {
  expect(judgeEnd(failed(MESSAGE), true, /Received: 4/).is).toBe('killed');
  expect(judgeEnd(failed(MESSAGE), true, /Received: 5/).is).toBe('otherwise');
});

it('judgeEnd counts neither the end of a test’s time nor a fleet that did not start as killed', () => {
  expect(judgeEnd(failed('thrown: "Exceeded timeout of 120000 ms for a test.'), true, undefined).is).toBe(
    'late',
  );
  expect(judgeEnd(failed('No line matched /worker ready/'), false, undefined)).toEqual({ is: 'not-run' });
  expect(judgeEnd(undefined, true, undefined)).toEqual({ is: 'not-run' });
});

it('judgeEnd says that a case that passed has survived', () => {
  expect(judgeEnd({ title: '01 A', status: 'passed', failureMessages: [] }, true, /a/)).toEqual({
    is: 'survived',
  });
});
