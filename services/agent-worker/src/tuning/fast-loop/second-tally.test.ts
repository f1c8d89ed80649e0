import { expect, it } from '@jest/globals';
import type { AttemptFacts } from '../../attempt/attempt-observer.ts';
import { SecondTally } from './second-tally.ts';

const ended = (durMs: number, inflightAtStart: number) =>
  ({ outcome: 'ok', durMs, inflightAtStart }) as AttemptFacts;

it('an attempt tells how many ran beside it in this second, and nothing about the second in which a longer one began', () => {
  const tally = new SecondTally();
  tally.add(ended(40, 3));
  tally.add(ended(60_000, 90));
  expect(tally).toMatchObject({ succeeded: 2, inflight: 3 });
});
