import { expect, it } from '@jest/globals';
import { CASES, titleOf } from './cases.ts';

it('there are 88 cases, each with a name of its own within its category', () => {
  expect(CASES).toHaveLength(88);
  expect(new Set(CASES.map(({ category, name }) => `${category} ${name}`)).size).toBe(88);
});

it.each([
  [1, '01 Integrated System Initialization'],
  [15, '15 System Resource Management'],
  [16, '16 Observer Workflow Tracking'],
  [41, '41 Event Store Timestamp Tracking'],
  [70, '70 Circuit Breaker Concurrent Access'],
  [73, '73 Agent Priority Handling'],
  [88, '88 System Scalability'],
])('case %i is called as it was by the system before', (number, title) => {
  const found = CASES.find((one) => one.number === number);
  expect(found && titleOf(found)).toBe(title);
});
