import type { WorkflowPushed } from '@ag06/contracts';
import { findSimilarName } from '@ag06/engine';
import type { ReadDefinition } from '../intake/intake-task.ts';
import type { Parts } from '../parts.ts';

/** Saves a valid definition as the latest version of its workflow. Returns whether the version is new. */
export async function pushWorkflow(
  parts: Parts,
  tenant: string,
  definition: ReadDefinition,
): Promise<{ readonly pushed: WorkflowPushed; readonly isNew: boolean }> {
  // The author's order of steps is kept; the version is the hash of the canonical form.
  const { name, version, text, warnings, agents } = definition;
  const allWarnings = [...warnings, ...(await warnOfAgents(parts, agents))];
  const { isNew } = await parts.store.workflows.saveWorkflow(tenant, { name, version, definition: text });
  return { pushed: { name, version, warnings: allWarnings }, isNew };
}

async function warnOfAgents(parts: Parts, wanted: readonly string[]): Promise<string[]> {
  const known = new Set(await parts.store.fleet.listAgents());
  const missing = wanted.filter((agent) => !known.has(agent));
  return missing.map((agent) => {
    const meant = findSimilarName(agent, known);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return `No worker has registered the agent ${agent} so far: its steps wait until one does.${hint}`;
  });
}
