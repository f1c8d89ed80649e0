import type { Agent } from '@ag06/agent-kit';
import type { AllowEntry } from './allow-list.ts';
import { Connections } from './connections.ts';
import { resolveWithSystem } from './guarded-lookup.ts';
import { createHttpRequest } from './http-request.ts';

interface HttpAgentsOptions {
  /** Targets that are allowed besides the public internet at ports 80 and 443. */
  readonly allow: readonly AllowEntry[];
}

/** Agents that share one process's connections. */
interface HttpAgents {
  readonly agents: readonly Agent[];
  /** Closes all connections and ends calls under way. May be called twice. */
  close(): Promise<void>;
}

export function createHttpAgents({ allow }: HttpAgentsOptions): HttpAgents {
  const connections = new Connections({ allow, resolve: resolveWithSystem });
  return { agents: [createHttpRequest(connections)], close: () => connections.close() };
}
