import { createHttpAgents } from '@ag06/agent-http';
import { type Agent, coreAgents } from '@ag06/agent-kit';
import { bullmqAgent } from '@ag06/bullmq';
import type { WorkerConfig } from '../config.ts';

/** The agents that every worker of a process has, and their resources. */
export interface BuiltInAgents {
  readonly agents: readonly Agent[];
  /** Ends their connections after the drain. May be called twice. */
  close(): Promise<void>;
}

export function createBuiltInAgents({
  httpAllow,
  bullmqUrl,
}: Pick<WorkerConfig, 'httpAllow' | 'bullmqUrl'>): BuiltInAgents {
  const http = createHttpAgents({ allow: httpAllow });
  const jobs = bullmqUrl === undefined ? [] : [bullmqAgent({ connection: bullmqUrl })];
  const close = async (): Promise<void> => {
    await Promise.all([http.close(), ...jobs.map((agent) => agent.close())]);
  };
  return { agents: [...coreAgents, ...http.agents, ...jobs], close };
}
