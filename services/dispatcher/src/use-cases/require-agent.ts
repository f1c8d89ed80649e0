import { Refusal } from '@ag06/contracts';
import { findSimilarName } from '@ag06/engine';

/** Passes for an agent that a worker has ever served. @throws Refusal AGENT_UNKNOWN, with the most similar name */
export async function requireAgent(
  fleet: { listAgents(): Promise<readonly string[]> },
  agent: string,
): Promise<void> {
  const known = new Set(await fleet.listAgents());
  if (!known.has(agent)) throw unknownAgent(agent, known);
}

/** AGENT_UNKNOWN, with the most similar name. */
export function unknownAgent(agent: string, known: ReadonlySet<string>): Refusal {
  const meant = findSimilarName(agent, known);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  const message = `No worker has ever served an agent ${agent.slice(0, 100)}.${hint} GET /v1/agents lists the agents.`;
  return new Refusal(404, 'AGENT_UNKNOWN', message);
}
