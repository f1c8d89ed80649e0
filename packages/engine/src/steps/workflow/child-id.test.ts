import { expect, it } from '@jest/globals';
import { toChildName } from './child-id.ts';

const place = { runId: 'r0-1', step: 's', attempt: 1 };

it('every item, iteration, attempt and round of a step has a child of its own', () => {
  const places = [
    place,
    { ...place, item: 0 },
    { ...place, item: 1 },
    { ...place, attempt: 2 },
    { ...place, iteration: 1 },
    { ...place, round: 1 },
    { ...place, iteration: 1, round: 1 },
    { ...place, item: 1, round: 1 },
  ];
  expect(new Set(places.map(toChildName)).size).toBe(places.length);
});

it('the first iteration in the first round is named without either', () => {
  expect(toChildName({ ...place, iteration: 0, round: 0 })).toBe(toChildName(place));
});
