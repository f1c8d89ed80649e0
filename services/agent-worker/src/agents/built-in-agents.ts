import { createHttpAgents } from '@ag06/agent-http';
import { type Agent, coreAgents } from '@ag06/agent-kit';
import type { WorkerConfig } from '../config.ts';

/** The agents that every worker of a process has, and their resources. */
export interface BuiltInAgents {
  readonly agents: readonly Agent[];
  /** Ends their connections after the drain. May be called twice. */
  close(): Promise<void>;
}

export function createBuiltInAgents({ httpAllow }: Pick<WorkerConfig, 'httpAllow'>): BuiltInAgents {
  const http = createHttpAgents({ allow: httpAllow });
  return { agents: [...coreAgents, ...http.agents], close: () => http.close() };
}
