import { expect, it } from '@jest/globals';
import { describeAge } from './agents.ts';

const told = { at: '2026-01-02T03:04:05.678Z', leader: 'o-1', fence: 1, dropped: 0, unreadable: 0 };

it('the list of agents says how old its figures are, and that nobody leads if they are stale', () => {
  expect(describeAge({ ...told, ageMs: 1_234, isStale: false }, '10m')).toBe(
    'Figures of the last 10m, told by o-1 1.2 s ago.',
  );
  expect(describeAge({ ...told, ageMs: 900_000, isStale: true }, '10m')).toBe(
    'No optimizer leads: these figures are as o-1 told them 15 m ago. Start one: ag06 optimizer',
  );
  expect(describeAge(null)).toBe('No optimizer has counted anything yet. Start one: ag06 optimizer');
});
