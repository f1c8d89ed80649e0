import type { Client } from '@ag06/client';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';

/** A warning is not worth a longer wait: the run is accepted. */
const LOOK_FOR_MS = 3_000;

/**
 * Notes each agent of a workflow that no live worker serves: a run waits at its steps. Notes nothing if the fleet
 * refuses the look or does not answer in 3 s.
 */
export async function warnOfUnserved(
  { workflow, runId }: { readonly workflow: string; readonly runId: string },
  client: Client,
  output: Output,
): Promise<void> {
  const options = { signal: AbortSignal.timeout(LOOK_FOR_MS) };
  const [saved, workers] = await Promise.allSettled([
    client.workflows.get(workflow, options),
    client.fleet.workers(options),
  ]);
  if (saved.status === 'rejected' || workers.status === 'rejected') return;
  const served = new Set(workers.value.items.flatMap(({ agents }) => agents));
  for (const agent of listAgents(saved.value.definition)) {
    if (served.has(agent)) continue;
    output.note(
      `warning: No worker serves ${printable(agent)} now: its steps wait until one does (ag06 runs explain ${runId}).`,
    );
  }
}

/** The names of agents that the steps of a definition call, each once. */
function listAgents(definition: unknown): ReadonlySet<string> {
  const agents = new Set<string>();
  if (!isObject(definition) || !('steps' in definition) || !isObject(definition.steps)) return agents;
  for (const step of Object.values(definition.steps))
    if (isObject(step) && 'agent' in step && typeof step.agent === 'string') agents.add(step.agent);
  return agents;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
