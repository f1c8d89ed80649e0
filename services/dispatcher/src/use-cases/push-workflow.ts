import type { WorkflowPushed } from '@ag06/contracts';
import { findSimilarName } from '@ag06/engine';
import { loadSchedule } from '@ag06/runtime';
import type { ReadDefinition } from '../intake/intake-task.ts';
import type { Parts } from '../parts.ts';
import { dropManaged } from './schedules/delete-schedule.ts';
import { keepSchedule, refuseOtherOwner } from './schedules/put-schedule.ts';

/**
 * Saves a valid definition as the latest version of its workflow, and creates, changes or deletes its schedule
 * accordingly. Returns whether the version is new. If the process dies between the two, the definition has to be pushed
 * again.
 *
 * Throws `Refusal` SCHEDULE_TAKEN before anything is saved, SCHEDULES_FULL and SCHEDULE_BUSY after that.
 */
export async function pushWorkflow(
  parts: Parts,
  tenant: string,
  definition: ReadDefinition,
): Promise<{ readonly pushed: WorkflowPushed; readonly isNew: boolean }> {
  // The author's order of steps is kept; the version is the hash of the canonical form.
  const { name, version, text, warnings, agents, schedule } = definition;
  if (schedule !== undefined) await checkOwner(parts, tenant, name);
  const allWarnings = [...warnings, ...(await warnOfAgents(parts, agents))];
  const { isNew } = await parts.store.workflows.saveWorkflow(tenant, { name, version, definition: text });
  if (schedule === undefined) await dropManaged(parts, tenant, name);
  else {
    const settings = { workflow: name, ...schedule };
    await keepSchedule(parts, tenant, name, { settings, managed: true, paused: undefined });
  }
  return { pushed: { name, version, warnings: allWarnings }, isNew };
}

async function checkOwner({ store }: Parts, tenant: string, name: string): Promise<void> {
  const held = await loadSchedule(store, tenant, name);
  if (held !== undefined) refuseOtherOwner(name, held.document, true);
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
