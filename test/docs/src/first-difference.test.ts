import { expect, it } from '@jest/globals';
import { firstDifference } from './first-difference.ts';

const printed = 'run  r1  started\nstep greet\n  done in 12 ms\n';

it('printed lines that stand on the page in this order are no difference, whatever is between them', () => {
  expect(firstDifference('run … started\n  done in … ms\n', printed)).toBeUndefined();
  expect(firstDifference('…\nstep greet', printed)).toBeUndefined();
});

it('a line of the page that is not printed, or earlier, is the difference', () => {
  expect(firstDifference('step greets', printed)).toBe('step greets');
  expect(firstDifference('step greet\nrun … started', printed)).toBe('run … started');
  expect(firstDifference('done in 12 ms', printed)).toBe('done in 12 ms');
});
