import type { WorkflowPushed } from '@ag06/contracts';
import { createNameFinder } from '@ag06/engine';
import { loadSchedule, wakeForDefinition } from '@ag06/runtime';
import type { ReadDefinition } from '../intake/intake-task.ts';
import type { Parts } from '../parts.ts';
import { followDefinition } from './schedules/follow-definition.ts';
import { refuseOtherOwner } from './schedules/put-schedule.ts';

/** A definition is saved within this time, or its schedule may follow only when it is pushed again. */
const FOLLOWED_WITHIN_MS = 10_000;

/**
 * Saves a valid definition as the latest version of its workflow, and creates, changes or deletes its schedule
 * accordingly. Returns whether the version is new. If the process dies between the two, a dispatcher does the rest.
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
  // Whoever dies after the next line leaves a schedule that a dispatcher looks at.
  const defined = { tenant, name, version, hasSchedule: schedule !== undefined };
  await wakeForDefinition(parts.store, defined, FOLLOWED_WITHIN_MS);
  const { isNew } = await parts.store.workflows.saveWorkflow(tenant, { name, version, definition: text });
  await followDefinition(parts, tenant, name);
  return { pushed: { name, version, warnings: allWarnings }, isNew };
}

async function checkOwner({ store }: Parts, tenant: string, name: string): Promise<void> {
  const held = await loadSchedule(store, tenant, name);
  if (held !== undefined) refuseOtherOwner(name, held.document, true);
}

async function warnOfAgents(parts: Parts, wanted: readonly string[]): Promise<string[]> {
  const known = new Set(await parts.store.fleet.listAgents());
  const missing = wanted.filter((agent) => !known.has(agent));
  const findMeant = createNameFinder(known);
  return missing.map((agent) => {
    const meant = findMeant(agent);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return `No worker has registered the agent ${agent} so far: its steps wait until one does.${hint}`;
  });
}
