import type { Broker, QueueCounts, QueueState } from '@ag06/broker';
import { MemoryQueue } from './memory-queue.ts';

interface MemoryBroker extends Broker {
  readonly queues: ReadonlyMap<string, MemoryQueue>;
}

/**
 * Queues in this process, which end with it. Nobody else reaches them, so nothing foreign comes, no lock is lost, and jobs
 * of other BullMQ clients (entry queues) do not exist.
 */
export function createMemoryBroker(now: () => number): MemoryBroker {
  const queues = new Map<string, MemoryQueue>();
  const queueOf = (agent: string): MemoryQueue => {
    const queue = queues.get(agent) ?? new MemoryQueue(agent, now);
    queues.set(agent, queue);
    return queue;
  };
  const ofEach = <T>(
    agents: readonly string[],
    read: (queue: MemoryQueue) => T | undefined,
  ): Map<string, T> =>
    new Map(
      agents.flatMap((agent): [string, T][] => {
        const value = read(queueOf(agent));
        return value === undefined ? [] : [[agent, value]];
      }),
    );
  const stateOf = (queue: MemoryQueue): QueueState => queue.state();
  return {
    prefix: 'memory',
    queues,
    enqueue: async (activations) => {
      for (const activation of activations) queueOf(activation.agent).add(activation);
    },
    remove: async (jobs) => {
      for (const { agent, jobId } of jobs) queueOf(agent).remove(jobId);
    },
    locate: async (jobs) => jobs.map(({ agent, jobId }) => queueOf(agent).place(jobId)),
    findTurns: async (jobs) => jobs.map(({ agent, jobId }) => queueOf(agent).turn(jobId)),
    serve: (agent, options) => queueOf(agent).serve(options),
    serveEntry: () => ({ stop: async () => {} }),
    peek: async (agents) => new Map(agents.map((agent) => [agent, queueOf(agent).peek()])),
    renewLocks: async () => {},
    forgetQueue: async (agent) => {
      queues.get(agent)?.clear();
      queues.delete(agent);
    },
    recoverStalled: async () => {},
    removeUndeliverable: async () => {},
    setForeignAside: async () => {},
    rebasePriorities: async (agents, seconds, above = 0) => {
      for (const agent of agents) queueOf(agent).rebase(seconds, above);
    },
    findLongestWaits: async (agents) => ofEach(agents, (queue) => queue.longestWaitMs()),
    countJobs: async (agents) => ofEach<QueueCounts>(agents, stateOf),
    countEntryJobs: async () => ({ waiting: 0, active: 0, delayed: 0 }),
    inspect: async (agents) => ofEach(agents, stateOf),
    close: async () => {
      for (const queue of queues.values()) queue.clear();
    },
  };
}
