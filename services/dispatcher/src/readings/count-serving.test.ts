import type { WorkerRecord } from '@ag06/store';
import { expect, it } from '@jest/globals';
import type { Parts } from '../parts.ts';
import { listAgents } from '../use-cases/list-agents.ts';
import { listQueues } from '../use-cases/list-queues.ts';
import { countServing } from './count-serving.ts';

it('countServing counts each worker once for each of its agents', () => {
  const counts = countServing([{ agents: ['a', 'b', 'a'] }, { agents: ['b'] }, { agents: [] }]);
  expect([...counts]).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

it('lists of agents and of queues look at the agents of a worker a few times, however many agents there are', async () => {
  const agents = Array.from({ length: 2_000 }, (_, n) => `agent.${n}`);
  let looks = 0;
  const worker = Object.defineProperty({ id: 'w' }, 'agents', {
    get: () => {
      looks++;
      return agents;
    },
  }) as unknown as WorkerRecord;
  const fleet = {
    listAgents: async () => agents,
    listQueuedAgents: async () => [...agents, 'agent.x'],
    listWorkers: async () => [worker, worker],
  };
  const store = {
    fleet,
    shared: { list: async () => [], load: async () => undefined },
    runs: { now: async () => 0 },
  } as unknown as Parts['store'];
  const broker = {
    prefix: 'bull',
    countEntryJobs: async () => ({}),
    countJobs: async () => new Map([['agent.x', { waiting: 1, active: 0, delayed: 0 }]]),
  } as unknown as Parts['broker'];
  const listed = await listAgents(store);
  expect(listed.items).toHaveLength(2_000);
  expect(listed.items[0]?.workers).toBe(2);
  const queues = await listQueues({ store, broker });
  expect(queues.items.find((item) => 'agent' in item && item.agent === 'agent.7')).toMatchObject({
    workers: 2,
  });
  expect(queues.items.at(-1)).toMatchObject({ agent: 'agent.x', workers: 0 });
  expect(looks).toBeLessThan(10);
});
