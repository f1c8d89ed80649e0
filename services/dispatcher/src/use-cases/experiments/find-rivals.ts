import type { WorkerRecord } from '@ag06/store';

/** Whose experiments would disturb those of an agent. */
export interface Rivals {
  /** The service that all of them call; undefined: the agent names none. */
  readonly service: string | undefined;
  /** The agent itself, and those that call the same service. */
  readonly agents: readonly string[];
}

/** Workers of different releases may say different things about what agents call: the last one started is right. */
export function findRivals(
  workers: readonly Pick<WorkerRecord, 'startedAt' | 'dependencies'>[],
  agent: string,
): Rivals {
  const oldestFirst = workers.toSorted((a, b) => a.startedAt - b.startedAt);
  const services = new Map(oldestFirst.flatMap(({ dependencies = {} }) => Object.entries(dependencies)));
  const service = services.get(agent);
  if (service === undefined) return { service, agents: [agent] };
  return { service, agents: [...services.keys()].filter((other) => services.get(other) === service) };
}
