import { type Agent, isAgent, isWorkflow } from '@ag06/agent-kit';
import { Refusal } from '@ag06/contracts';
import { importModule } from './import-module.ts';

/**
 * Loads the built-in agents and every exported agent, and keeps those that are to be served.
 *
 * Throws `Refusal` AGENTS_UNLOADABLE (a module does not load or exports no agent), AGENT_DUPLICATE or AGENTS_UNKNOWN
 * (no agent is left to serve).
 */
export async function loadAgents(
  builtIn: readonly Agent[],
  modules: readonly string[],
  serves: readonly string[],
): Promise<ReadonlyMap<string, Agent>> {
  const agents = new Map<string, Agent>();
  for (const agent of builtIn) agents.set(agent.name, agent);
  for (const path of modules) {
    for (const agent of await loadModule(path)) add(agents, agent, path);
  }
  const served = [...agents].filter(([name]) => serves.some((pattern) => isMatch(pattern, name)));
  if (served.length > 0) return new Map(served);
  throw new Refusal(
    422,
    'AGENTS_UNKNOWN',
    `AG06_WORKER_AGENTS=${serves.join(',')} names none of the agents: ${[...agents.keys()].join(', ')}.`,
  );
}

async function loadModule(path: string): Promise<Agent[]> {
  const exported = [...new Set(Object.values(await importModule(path)).flat())];
  if (exported.some((one) => isAgent(one) || isWorkflow(one))) return exported.filter(isAgent);
  throw new Refusal(
    422,
    'AGENTS_UNLOADABLE',
    `${path} exports nothing made by agent() or workflow(). Export what it defines.`,
  );
}

function add(agents: Map<string, Agent>, agent: Agent, path: string): void {
  if (agents.has(agent.name)) {
    throw new Refusal(
      422,
      'AGENT_DUPLICATE',
      `${path} defines the agent ${agent.name} once more. Rename one of them.`,
    );
  }
  agents.set(agent.name, agent);
}

function isMatch(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
