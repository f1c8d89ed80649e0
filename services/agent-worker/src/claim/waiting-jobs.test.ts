import { expect, it } from '@jest/globals';
import { WaitingJobs } from './waiting-jobs.ts';

it('WaitingJobs counts the jobs of each agent, and tells changes of an agent that come together once', async () => {
  const told: [string, number][] = [];
  const waiting: WaitingJobs = new WaitingJobs((agent) => told.push([agent, waiting.of(agent)]));
  const leave = waiting.enter('x.a');
  waiting.enter('x.a');
  waiting.enter('x.b');
  expect(told).toEqual([]);
  await Promise.resolve();
  expect(told).toEqual([
    ['x.a', 2],
    ['x.b', 1],
  ]);
  leave();
  leave();
  await Promise.resolve();
  expect(told.slice(2)).toEqual([['x.a', 1]]);
});
